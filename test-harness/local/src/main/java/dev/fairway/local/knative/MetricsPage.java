package dev.fairway.local.knative;

import java.util.LinkedHashMap;
import java.util.Map;

/// A Prometheus page that can be added to another: equal series become one. Series that are already
/// maxima (`_max`) are not added; the larger stays.
final class MetricsPage {
  private final Map<String, Family> families = new LinkedHashMap<>();

  private static final class Family {
    String help = "";
    String type = "untyped";
    final Map<String, Double> series = new LinkedHashMap<>();

    /// Whether it only grows, so that it outlives its process.
    boolean accumulates() {
      return type.equals("counter") || type.equals("histogram") || type.equals("summary");
    }
  }

  static MetricsPage parse(String text) {
    MetricsPage page = new MetricsPage();
    Family current = new Family();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# HELP ")) {
        String[] words = line.split(" ", 4);
        current = page.family(words[2]);
        current.help = words.length > 3 ? words[3] : "";
      } else if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ", 4);
        current = page.family(words[2]);
        current.type = words[3];
      } else if (!line.isBlank() && !line.startsWith("#")) page.sample(current, line);
    }
    return page;
  }

  private void sample(Family current, String line) {
    int labels = line.lastIndexOf('}');
    int end = labels >= 0 ? labels + 1 : line.indexOf(' ');
    if (end <= 0) return;
    String value = line.substring(end).strip().split(" ", 2)[0];
    String series = line.substring(0, end);
    // a family of its own where the page has no TYPE line
    Family family = families.containsValue(current) ? current : family(series.split("\\{", 2)[0]);
    family.series.put(series, number(value));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private Family family(String name) {
    return families.computeIfAbsent(name, n -> new Family());
  }

  void add(MetricsPage other) {
    other.families.forEach((name, family) -> add(name, family));
  }

  /// Adds only what may never fall.
  void addAccumulated(MetricsPage other) {
    other.families.forEach((name, family) -> {
      if (family.accumulates()) add(name, family);
    });
  }

  private void add(String name, Family other) {
    Family family = family(name);
    family.help = other.help;
    family.type = other.type;
    boolean maximum = name.endsWith("_max");
    other.series.forEach(
        (series, value) -> family.series.merge(series, value, maximum ? Math::max : Double::sum));
  }

  @Override
  public String toString() {
    StringBuilder page = new StringBuilder();
    families.forEach((name, family) -> {
      if (!family.help.isEmpty())
        page.append("# HELP ").append(name).append(' ').append(family.help).append('\n');
      page.append("# TYPE ").append(name).append(' ').append(family.type).append('\n');
      family.series.forEach(
          (series, value) -> page.append(series).append(' ').append(text(value)).append('\n'));
    });
    return page.toString();
  }

  private static String text(double value) {
    if (value == Double.POSITIVE_INFINITY) return "+Inf";
    if (value == Double.NEGATIVE_INFINITY) return "-Inf";
    if (value == Math.rint(value) && Math.abs(value) < 1e15) return Long.toString((long) value);
    return Double.toString(value);
  }
}
