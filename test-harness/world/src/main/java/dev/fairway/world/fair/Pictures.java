package dev.fairway.world.fair;

import dev.fairway.world.fair.Scenario.Tenant;
import dev.fairway.world.fair.Svg.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Draws what the tables say.
final class Pictures {
  private static final int PANEL_WIDTH = 300;
  private static final int PANEL_HEIGHT = 210;
  private static final int COLUMNS = 3;
  private static final int HEAD = 74;

  private Pictures() {}

  /// How much of its own tasks each tenant has had started, over time; a panel a runner.
  static String progress(List<Result> results) {
    Scenario scenario = results.getFirst().scenario();
    int columns = Math.min(COLUMNS, results.size());
    int rows = (results.size() + columns - 1) / columns;
    int width = Math.max(2, columns) * PANEL_WIDTH + 20;
    var svg =
        new Svg(
            width,
            HEAD + rows * PANEL_HEIGHT + 10,
            scenario.name() + ": served over time, by tenant");
    svg.text(20, 26, scenario.name() + ": " + scenario.note(), "start", 15, Svg.INK);
    svg.text(
        20,
        44,
        "share of each tenant's own tasks that have started, over seconds",
        "start",
        12,
        Svg.SOFT);
    legend(svg, scenario);
    for (int i = 0; i < results.size(); i++) {
      double x = 10 + i % columns * (double) PANEL_WIDTH;
      double y = HEAD + i / columns * (double) PANEL_HEIGHT;
      panel(svg, results.get(i), x, y);
    }
    return svg.drawing();
  }

  private static Map<String, String> colours(Scenario scenario) {
    Map<String, String> colours = new LinkedHashMap<>();
    for (Tenant tenant : scenario.tenants()) {
      if (tenant.light()) continue;
      colours.put(tenant.name(), Svg.COLOURS.get(colours.size() % Svg.COLOURS.size()));
    }
    String light = Svg.COLOURS.get(1);
    scenario.tenants().stream().filter(Tenant::light).forEach(t -> colours.put(t.name(), light));
    return colours;
  }

  private static void legend(Svg svg, Scenario scenario) {
    Map<String, String> named = new LinkedHashMap<>();
    Map<String, String> colours = colours(scenario);
    for (Tenant tenant : scenario.tenants()) {
      String name = tenant.light() ? "light tenants" : tenant.name();
      named.putIfAbsent(name, Optional.ofNullable(colours.get(tenant.name())).orElse(Svg.INK));
    }
    double x = 20;
    for (var entry : named.entrySet()) {
      svg.bar(x, 56, 14, 4, entry.getValue());
      svg.text(x + 19, 62, entry.getKey(), "start", 12, Svg.INK);
      x += 36 + entry.getKey().length() * 7;
    }
  }

  private static void panel(Svg svg, Result result, double x, double y) {
    double left = x + 40;
    double top = y + 26;
    double w = PANEL_WIDTH - 58;
    double h = PANEL_HEIGHT - 62;
    double start = result.executions().stream().mapToDouble(Run::known).min().orElse(0);
    double seconds = Math.max(0.1, last(result) - start) / 1_000;
    svg.text(left, y + 18, result.runner(), "start", 13, Svg.INK);
    for (int percent = 0; percent <= 100; percent += 50) {
      double at = top + h - h * percent / 100;
      svg.line(left, at, left + w, at, Svg.FAINT);
      svg.text(left - 5, at + 4, percent + "%", "end", 11, Svg.SOFT);
    }
    double step = step(seconds);
    for (double s = 0; s <= seconds; s += step) {
      double at = left + w * s / seconds;
      svg.line(at, top + h, at, top + h + 4, Svg.SOFT);
      svg.text(at, top + h + 16, number(s) + " s", "middle", 11, Svg.SOFT);
    }
    Map<String, String> colours = colours(result.scenario());
    for (Tenant tenant : result.scenario().tenants()) {
      List<Point> points = new ArrayList<>();
      for (Point p : served(result, tenant, start)) {
        points.add(new Point(left + w * p.x() / seconds, top + h - h * p.y()));
      }
      String colour = Optional.ofNullable(colours.get(tenant.name())).orElse(Svg.INK);
      svg.curve(points, colour, tenant.light() ? 1 : 2.2, tenant.light() ? 0.35 : 1);
    }
  }

  private static double last(Result result) {
    return result.executions().stream().mapToDouble(Execution::started).max().orElse(0);
  }

  /// Seconds, and the share of the tenant's tasks that have started; some 100 points at most.
  private static List<Point> served(Result result, Tenant tenant, double start) {
    long all = result.trace().stream().filter(t -> t.tenant().equals(tenant.name())).count();
    List<Execution> first =
        result.executions().stream()
            .filter(e -> e.tenant().equals(tenant.name()) && e.attempt() == 1)
            .sorted(Comparator.comparingDouble(Execution::started))
            .toList();
    List<Point> points = new ArrayList<>();
    int every = Math.max(1, first.size() / 100);
    for (int i = 0; i < first.size(); i++) {
      double at = (first.get(i).started() - start) / 1_000;
      if (i == 0) points.add(new Point(at, 0));
      if (i % every == 0 || i == first.size() - 1) {
        points.add(new Point(at, (i + 1) / (double) all));
      }
    }
    return points;
  }

  /// Between marks: so that there are at most six.
  private static double step(double seconds) {
    for (double step : new double[] {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100}) {
      if (seconds / step <= 6) return step;
    }
    return 500;
  }

  /// What a light tenant waits: median, p95, p99 of each runner, on a logarithmic axis.
  static String waits(List<Result> results) {
    List<Result> told = results.stream().filter(r -> r.measures().isPresent()).toList();
    int row = 20;
    long groups = told.stream().map(r -> r.scenario().name()).distinct().count();
    int height = 84 + told.size() * row + (int) groups * 28;
    var svg = new Svg(780, height, "What a task of a light tenant waits");
    svg.text(
        20,
        26,
        "What a task of a light tenant waits, by scenario and runner",
        "start",
        15,
        Svg.INK);
    svg.text(20, 44, "from acknowledged to started; logarithmic", "start", 12, Svg.SOFT);
    mark(svg, 330, Svg.COLOURS.get(1), "median");
    mark(svg, 420, Svg.COLOURS.get(5), "95 %");
    mark(svg, 490, Svg.COLOURS.get(0), "99 %");
    double bottom = height - 30;
    for (int decade = 0; decade <= 5; decade++) {
      double x = across(Math.pow(10, decade));
      svg.line(x, 58, x, bottom, Svg.FAINT);
      svg.text(
          x,
          bottom + 16,
          decade < 3
              ? "%.0f ms".formatted(Math.pow(10, decade))
              : "%.0f s".formatted(Math.pow(10, decade - 3)),
          "middle",
          11,
          Svg.SOFT);
    }
    double y = 56;
    String group = "";
    for (Result result : told) {
      if (!group.equals(result.scenario().name())) {
        group = result.scenario().name();
        y += 28;
        svg.text(20, y - 6, group, "start", 13, Svg.INK);
      }
      spread(svg, result, y + 8);
      y += row;
    }
    return svg.drawing();
  }

  private static void mark(Svg svg, double x, String colour, String name) {
    svg.dot(x, 40, 5, colour);
    svg.text(x + 10, 44, name, "start", 12, Svg.INK);
  }

  private static void spread(Svg svg, Result result, double y) {
    Waits waits = result.measures().orElseThrow().lightWaits();
    svg.text(30, y + 4, result.runner(), "start", 12, Svg.INK);
    svg.bar(across(waits.p50()), y - 1.5, across(waits.p99()) - across(waits.p50()), 3, Svg.SOFT);
    svg.dot(across(waits.p50()), y, 5, Svg.COLOURS.get(1));
    svg.dot(across(waits.p95()), y, 5, Svg.COLOURS.get(5));
    svg.dot(across(waits.p99()), y, 5, Svg.COLOURS.get(0));
    double end = across(waits.p99()) + 10;
    svg.text(end, y + 4, millis(waits.p99()), "start", 11, Svg.SOFT);
  }

  private static double across(double millis) {
    return 160 + 110 * Math.log10(Math.clamp(millis, 1, 100_000));
  }

  static String millis(double millis) {
    return millis < 1_000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1_000);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
