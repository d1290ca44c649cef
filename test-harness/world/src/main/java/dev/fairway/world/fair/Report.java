package dev.fairway.world.fair;

import dev.fairway.world.fair.Measures.Faults;
import dev.fairway.world.fair.Measures.Shares;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Tables and pictures of all results, in one folder.
final class Report {
  private static final List<String> DRAWN = List.of("noisy", "weights", "durations", "pause");
  private static final List<String> WAITS = List.of("alone", "noisy", "trickle");

  /// Where shares can be told: enough tenants want more than they get for long enough.
  private static final List<String> SHARED =
      List.of("balanced", "noisy", "thousand-campaigns", "key-minting", "weights", "durations");

  /// Here the ideal, which knows neither pause nor kill, is no measure.
  private static final List<String> DISTURBED = List.of("kill", "pause");

  private final List<Result> results;
  private final List<String> runners;
  private final Map<String, String> settings;

  /// @param results by scenario, then by runner
  /// @param settings of the machine and the Redis
  Report(List<Result> results, Map<String, String> settings) {
    this.results = List.copyOf(results);
    this.runners = results.stream().map(Result::runner).distinct().toList();
    this.settings = new LinkedHashMap<>(settings);
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("README.md"), text());
    for (String scenario : DRAWN) {
      List<Result> drawn = of(scenario).stream().filter(r -> r.measures().isPresent()).toList();
      if (!drawn.isEmpty()) {
        Files.writeString(folder.resolve(scenario + ".svg"), Pictures.progress(drawn));
      }
    }
    List<Result> waits = results.stream().filter(r -> WAITS.contains(name(r))).toList();
    if (!waits.isEmpty()) Files.writeString(folder.resolve("waits.svg"), Pictures.waits(waits));
  }

  String text() {
    var text = new StringBuilder();
    text.append(INTRODUCTION);
    if (!runners.contains("fairway")) {
      text.append("Fairway itself was not measured in this run.\n\n");
    }
    text.append("## Targets\n\n");
    targets(text);
    text.append("\n![What a task of a light tenant waits](waits.svg)\n");
    results.stream().map(Report::name).distinct().forEach(s -> scenario(text, s));
    text.append(
        "\n## Versions and configuration\n\n| runner | version | configuration |\n|---|---|---|\n");
    runners.forEach(r -> configuration(text, r));
    text.append("\n| setting | value |\n|---|---|\n");
    settings.forEach((name, value) -> text.append("| %s | %s |\n".formatted(name, value)));
    return text.toString();
  }

  private static final String INTRODUCTION =
      """
      # Fairness

      `./mvnw -Pfairness` plays the same traces to Fairway and to other queues on Redis, and judges all by one analyser. A task is a wait
      of `serviceMs` in one of the slots; nothing else runs. Made by the run, not by hand.

      - **bound**: how far one tenant got ahead of another, both wanting more throughout, over weight, in units of
        c<sub>f</sub>/w<sub>f</sub> + c<sub>m</sub>/w<sub>m</sub>. At most 1 is provable fairness (start-time fair queueing). Per task, and per
        millisecond of slots used.
      - **Jain, worst share**: of service over entitlement, counted only while at least two tenants are eligible; 1 is best, and
        with few whole tasks a tenant even a fair one stays somewhat below. "–": nobody was entitled to enough to tell.
      - **first slot**: most tasks of others handed out between a tenant's becoming eligible and its first task.
      - **wait**: from acknowledged to started, of the light tenants (of all, where none is light).
      - **makespan**: over the least that slots, arrivals, limits and the lines of leads allow. The ideal knows neither pause nor kill.
      - **out of order**: tasks that started before an earlier one of their lead had started + while it ran. **over**: starts beyond a tenant's
        limit + beyond the slots + of a paused tenant. **lost**, **twice**: never ended; ended again.
      - **store CPU**: of the runner's Redis alone. Fairway keeps tasks in PostgreSQL; its Redis holds the fair queue.

      A tenant counts as eligible 50 ms after the arrival, end or resumption that made it so. Peers know no lead; they are asked for
      what they have, and told where they have it not.

      """;

  /// Whether a target is met, where it was missed by most.
  private record Cell(Verdict verdict, double value, String where) {
    @Override
    public String toString() {
      return switch (verdict) {
        case MET -> "met: " + number(value);
        case NOT_MET -> "**not met**: %s (%s)".formatted(number(value), where);
        case NOT_OFFERED ->
            "not offered: " + number(value) + (value == 0 ? "" : " (" + where + ")");
      };
    }
  }

  private enum Verdict {
    MET,
    NOT_MET,
    NOT_OFFERED
  }

  /// A runner that never promised is counted, but not blamed.
  private static Optional<Cell> offered(List<Result> results, String not, Optional<Cell> cell) {
    boolean offers =
        results.stream()
            .map(r -> Optional.ofNullable(r.report().note()).orElse(""))
            .noneMatch(note -> note.contains(not));
    return offers ? cell : cell.map(c -> new Cell(Verdict.NOT_OFFERED, c.value(), c.where()));
  }

  private void targets(StringBuilder text) {
    text.append("| target | ").append(String.join(" | ", runners)).append(" |\n|---|");
    text.append("---|".repeat(runners.size())).append('\n');
    row(text, "bound ratio <= 1, every scenario", r -> worst(r, Report::bound, true, 1));
    row(
        text,
        "Jain >= 0.999 where shares can be told",
        r -> worst(shared(r), x -> ruling(x).jain(), false, 0.999));
    row(text, "p99 wait beside a noisy tenant / alone <= 1.2", this::inflation);
    row(
        text,
        "trickle: first slot <= 20 tasks, one of each other",
        r -> worst(only(r, "trickle"), x -> measures(x).firstSlot(), true, 20));
    row(
        text,
        "makespan / ideal <= 1.05, all finished in time",
        r -> worst(undisturbed(r), x -> measures(x).workConservation(), true, 1.05));
    row(
        text,
        "out of order: 0",
        r ->
            offered(
                r,
                "no order per key",
                worst(r, x -> faults(x).swapped() + faults(x).overlapping(), true, 0)));
    row(
        text,
        "over a limit: 0",
        r -> offered(r, "no limit per tenant", worst(r, Report::over, true, 0)));
    row(text, "lost: 0", r -> worst(r, x -> faults(x).lost(), true, 0));
    row(text, "executed twice: 0", r -> worst(r, x -> faults(x).duplicates(), true, 0));
  }

  private interface Judge {
    Optional<Cell> of(List<Result> ofOneRunner);
  }

  private void row(StringBuilder text, String target, Judge judge) {
    text.append("| ").append(target).append(" |");
    for (String runner : runners) {
      List<Result> measured =
          results.stream()
              .filter(r -> r.runner().equals(runner) && r.measures().isPresent())
              .toList();
      text.append(' ').append(judge.of(measured).map(Cell::toString).orElse("–")).append(" |");
    }
    text.append('\n');
  }

  /// The worst over scenarios, of those where it is a number.
  private static Optional<Cell> worst(
      List<Result> results, ToDoubleFunction<Result> value, boolean low, double target) {
    Comparator<Result> by = Comparator.comparingDouble(value);
    return results.stream()
        .filter(r -> !Double.isNaN(value.applyAsDouble(r)))
        .max(low ? by : by.reversed())
        .map(r -> {
          double found = value.applyAsDouble(r);
          boolean met = low ? found <= target : found >= target;
          return new Cell(met ? Verdict.MET : Verdict.NOT_MET, found, name(r));
        });
  }

  private Optional<Cell> inflation(List<Result> ofOneRunner) {
    List<Result> noisy = only(ofOneRunner, "noisy");
    List<Result> alone = only(ofOneRunner, "alone");
    if (noisy.isEmpty() || alone.isEmpty()) return Optional.empty();
    double ratio =
        measures(noisy.getFirst()).lightWaits().p99()
            / measures(alone.getFirst()).lightWaits().p99();
    return Optional.of(new Cell(ratio <= 1.2 ? Verdict.MET : Verdict.NOT_MET, ratio, "noisy"));
  }

  private static List<Result> only(List<Result> results, String scenario) {
    return results.stream().filter(r -> name(r).equals(scenario)).toList();
  }

  private static List<Result> shared(List<Result> results) {
    return results.stream().filter(r -> SHARED.contains(name(r))).toList();
  }

  private static List<Result> undisturbed(List<Result> results) {
    return results.stream().filter(r -> !DISTURBED.contains(name(r))).toList();
  }

  /// In what the runner charges: time where tasks differ in it, if it knows time; else tasks. A
  /// queue that counts may still be unfair in time, and where durations differ that is the
  /// question.
  private static Shares ruling(Result result) {
    return name(result).equals("durations")
        ? measures(result).byTime()
        : measures(result).byCount();
  }

  private static double bound(Result result) {
    return ruling(result).boundRatio();
  }

  private static int over(Result result) {
    return faults(result).overCap() + faults(result).overSlots() + faults(result).whilePaused();
  }

  private static Measures measures(Result result) {
    return result.measures().orElseThrow();
  }

  private static Faults faults(Result result) {
    return measures(result).faults();
  }

  private void scenario(StringBuilder text, String name) {
    Scenario scenario = of(name).getFirst().scenario();
    text.append("\n## ").append(name).append("\n\n");
    text.append(
        "%s. %d tenants, %d tasks, %d slots.\n\n"
            .formatted(
                capital(scenario.note()),
                scenario.tenants().size(),
                of(name).getFirst().trace().size(),
                scenario.slots()));
    text.append(
        """
        | runner | bound: tasks | time | Jain: tasks | time | worst share | first slot | wait p50 / p99 | makespan | tasks/s | store CPU us/task | out of order | over | lost | twice |
        |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
        """);
    List<String> notes = new ArrayList<>();
    for (Result result : of(name)) {
      text.append(result.measures().map(m -> line(result, m)).orElseGet(() -> leftOut(result)));
      Optional.ofNullable(result.report().note())
          .filter(n -> result.measures().isPresent() && !n.isBlank())
          .ifPresent(n -> notes.add("- " + result.runner() + ": " + n));
    }
    if (!notes.isEmpty()) text.append('\n').append(String.join("\n", notes)).append('\n');
    if (DRAWN.contains(name) && of(name).stream().anyMatch(r -> r.measures().isPresent())) {
      text.append("\n![Served over time](%s.svg)\n".formatted(name));
    }
  }

  private static String line(Result result, Measures m) {
    Faults f = m.faults();
    String lost = f.unfinished() > 0 ? f.unfinished() + " not finished in time" : "" + f.lost();
    return "| %s | %s | %s | %s | %s | %s | %d | %s / %s | %s | %.0f | %.0f | %d + %d | %d + %d + %d | %s | %d |\n"
        .formatted(
            result.runner(),
            number(m.byCount().boundRatio()),
            number(m.byTime().boundRatio()),
            number(m.byCount().jain()),
            number(m.byTime().jain()),
            number(ruling(result).worstShare()),
            m.firstSlot(),
            Pictures.millis(m.lightWaits().p50()),
            Pictures.millis(m.lightWaits().p99()),
            number(m.workConservation()),
            m.tasksPerSecond(),
            m.storeMicrosPerTask(),
            f.swapped(),
            f.overlapping(),
            f.overCap(),
            f.overSlots(),
            f.whilePaused(),
            lost,
            f.duplicates());
  }

  private static String leftOut(Result result) {
    return "| %s | left out: %s | | | | | | | | | | | | | |\n"
        .formatted(result.runner(), Optional.ofNullable(result.report().note()).orElse(""));
  }

  private void configuration(StringBuilder text, String runner) {
    RunnerReport report =
        results.stream()
            .filter(r -> r.runner().equals(runner))
            .findFirst()
            .map(Result::report)
            .orElseThrow();
    String configuration =
        report.configuration().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getKey() + " = " + e.getValue())
            .collect(Collectors.joining(", "));
    text.append("| %s | %s | %s |\n".formatted(runner, report.version(), configuration));
  }

  private List<Result> of(String scenario) {
    return only(results, scenario);
  }

  private static String name(Result result) {
    return result.scenario().name();
  }

  private static String capital(String note) {
    return note.substring(0, 1).toUpperCase(Locale.ROOT) + note.substring(1);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) return "–";
    if (Double.isInfinite(value)) return "∞";
    if (value == Math.rint(value)) return String.format(Locale.ROOT, "%.0f", value);
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
