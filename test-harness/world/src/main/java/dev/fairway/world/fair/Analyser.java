package dev.fairway.world.fair;

import dev.fairway.world.fair.Scenario.Tenant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// From what was asked and what was executed to what it is worth; the same for every runner.
public final class Analyser {
  private Analyser() {}

  /// @param trace in the order of submission
  /// @throws IllegalArgumentException if a task was executed that the trace does not have
  public static Measures measure(
      Scenario scenario, List<Task> trace, List<Execution> executions, RunnerReport report) {
    var run = new Run(scenario, trace, executions, report);
    Contention byCount = Contention.byCount(run);
    long done =
        executions.stream().filter(e -> e.ended() != null).map(Execution::id).distinct().count();
    double begin = executions.stream().mapToDouble(Run::known).min().orElse(Double.NaN);
    double end =
        executions.stream()
            .map(Execution::ended)
            .flatMap(ended -> Optional.ofNullable(ended).stream())
            .max(Comparator.naturalOrder())
            .orElse(Double.NaN);
    return new Measures(
        byCount.shares(),
        Contention.byTime(run).shares(),
        byCount.firstSlot(),
        done < trace.size() ? Double.POSITIVE_INFINITY : (end - begin) / (Ideal.end(run) - begin),
        done / (end - begin) * 1_000,
        done == 0 ? Double.NaN : (double) report.storeCpuMicros() / done,
        lightWaits(run),
        Promises.broken(run));
  }

  private static Waits lightWaits(Run run) {
    boolean some = run.scenario().tenants().stream().anyMatch(Tenant::light);
    Set<String> asked =
        run.scenario().tenants().stream()
            .filter(t -> t.light() || !some)
            .map(Tenant::name)
            .collect(Collectors.toSet());
    return Waits.of(
        run.attempts().values().stream()
            .map(List::getFirst)
            .filter(e -> asked.contains(e.tenant()))
            .mapToDouble(e -> e.started() - Run.known(e)));
  }
}
