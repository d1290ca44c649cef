package dev.fairway.world.fair;

import dev.fairway.world.fair.Measures.Faults;
import dev.fairway.world.fair.Scenario.Operation;
import dev.fairway.world.fair.Scenario.What;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Counts what must never happen.
final class Promises {
  /// Milliseconds: what had been handed out when the tenant was paused may still start.
  private static final double HANDED_OUT_BEFORE = 500;

  private final Run run;
  private final Map<String, List<Execution>> attempts;

  private Promises(Run run) {
    this.run = run;
    this.attempts = run.attempts();
  }

  static Faults broken(Run run) {
    var promises = new Promises(run);
    int[] order = promises.order();
    int missing = promises.missing();
    boolean timedOut = run.report().timedOut();
    return new Faults(
        order[0],
        order[1],
        promises.overCap(),
        promises.beyond(run.scenario().slots(), run.executions()),
        promises.whilePaused(),
        timedOut ? 0 : missing,
        timedOut ? missing : 0,
        promises.duplicates());
  }

  /// A key's tasks must start in the order of submission, each after the one before has ended for
  /// good. What never started is not compared: it is missing.
  ///
  /// @return swapped, overlapping
  private int[] order() {
    int swapped = 0;
    int overlapping = 0;
    Map<String, Double> started = new HashMap<>();
    Map<String, Double> ended = new HashMap<>();
    for (Task task : run.trace()) {
      List<Execution> tries = attempts.get(task.id());
      if (tries == null) continue;
      double start = tries.stream().mapToDouble(Execution::started).min().orElseThrow();
      double end = tries.stream().mapToDouble(Promises::over).max().orElseThrow();
      if (start < started.getOrDefault(task.key(), start)) swapped++;
      else if (start < ended.getOrDefault(task.key(), start)) overlapping++;
      started.merge(task.key(), start, Math::max);
      ended.merge(task.key(), end, Math::max);
    }
    return new int[] {swapped, overlapping};
  }

  /// What was killed is over: it held its key when it started, and nobody knows how long.
  private static double over(Execution execution) {
    return Optional.ofNullable(execution.ended()).orElse(execution.started());
  }

  private int overCap() {
    Map<String, List<Execution>> byTenant =
        run.executions().stream().collect(Collectors.groupingBy(Execution::tenant));
    return run.scenario().tenants().stream()
        .filter(t -> t.maxInFlight() != null)
        .mapToInt(t -> beyond(run.scenario().cap(t), byTenant.getOrDefault(t.name(), List.of())))
        .sum();
  }

  private record Change(double at, int running) {}

  /// Starts at which more than so many ran.
  private int beyond(int most, List<Execution> executions) {
    List<Change> changes = new ArrayList<>();
    for (Execution e : executions) {
      changes.add(new Change(e.started(), 1));
      changes.add(new Change(over(e), -1));
    }
    // one that ends when another starts makes room for it
    changes.sort(Comparator.comparingDouble(Change::at).thenComparingInt(Change::running));
    int running = 0;
    int beyond = 0;
    for (Change change : changes) {
      running += change.running();
      if (change.running() > 0 && running > most) beyond++;
    }
    return beyond;
  }

  private int whilePaused() {
    int broken = 0;
    Map<String, Double> paused = new HashMap<>();
    List<Operation> operations = new ArrayList<>(run.scenario().operations());
    operations.sort(Comparator.comparingLong(Operation::at));
    for (Operation operation : operations) {
      @Nullable String tenant = operation.tenant();
      if (tenant == null) continue;
      double at = run.start() + operation.at();
      if (operation.what() == What.pause) paused.put(tenant, at + HANDED_OUT_BEFORE);
      Double since = operation.what() == What.resume ? paused.remove(tenant) : null;
      if (since != null) broken += starts(tenant, since, at);
    }
    for (var still : paused.entrySet()) {
      broken += starts(still.getKey(), still.getValue(), Double.MAX_VALUE);
    }
    return broken;
  }

  private int starts(String tenant, double from, double to) {
    return (int)
        run.executions().stream()
            .filter(e -> e.tenant().equals(tenant) && e.started() > from && e.started() < to)
            .count();
  }

  private int missing() {
    Set<String> ended = new HashSet<>();
    run.executions().stream().filter(e -> e.ended() != null).forEach(e -> ended.add(e.id()));
    return (int) run.trace().stream().filter(t -> !ended.contains(t.id())).count();
  }

  /// An attempt after a killed one is none.
  private int duplicates() {
    return attempts.values().stream()
        .mapToInt(tries -> (int) tries.stream().filter(e -> e.ended() != null).count())
        .map(ended -> Math.max(0, ended - 1))
        .sum();
  }
}
