package dev.fairway.world.fair;

import dev.fairway.world.fair.Scenario.Tenant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One runner's run of one scenario, with what several measures ask of it.
///
/// @param trace in the order of submission
/// @param executions in the order of dispatch
record Run(Scenario scenario, List<Task> trace, List<Execution> executions, RunnerReport report) {

  /// @throws IllegalArgumentException if something ran that nobody had sent, or under another name
  Run {
    Map<String, Task> sent = trace.stream().collect(Collectors.toMap(Task::id, task -> task));
    for (Execution e : executions) {
      Task task = sent.get(e.id());
      if (task == null || !task.tenant().equals(e.tenant()) || !task.key().equals(e.key())) {
        throw new IllegalArgumentException(report.runner() + " ran what nobody sent: " + e);
      }
    }
    trace = List.copyOf(trace);
    executions =
        executions.stream().sorted(Comparator.comparingLong(Execution::dispatched)).toList();
  }

  Map<String, Tenant> tenants() {
    return scenario.tenants().stream().collect(Collectors.toMap(Tenant::name, t -> t));
  }

  /// By id, first attempts first.
  Map<String, List<Execution>> attempts() {
    return executions.stream().collect(Collectors.groupingBy(Execution::id));
  }

  /// When the runner knew of a task; it may have started before its submission was acknowledged.
  static double known(Execution execution) {
    return Math.min(execution.enqueued(), execution.started());
  }

  /// When the trace's time was 0.
  double start() {
    Map<String, Long> at = new HashMap<>();
    trace.forEach(t -> at.put(t.id(), t.at()));
    return executions.stream()
        .mapToDouble(e -> known(e) - Optional.ofNullable(at.get(e.id())).orElse(0L))
        .min()
        .orElse(0);
  }
}
