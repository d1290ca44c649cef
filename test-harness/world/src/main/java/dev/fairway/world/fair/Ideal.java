package dev.fairway.world.fair;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The earliest end that no runner can beat: work that has not arrived cannot be done, and so many
/// at once is all that slots, a tenant's limit and a key's line allow. Pauses and kills are not
/// taken off.
final class Ideal {
  private record Work(double arrived, long serviceMs) {}

  private Ideal() {}

  static double end(Run run) {
    Map<String, Double> arrived =
        run.executions().stream().collect(Collectors.toMap(Execution::id, Run::known, Math::min));
    double end = end(works(run.trace(), arrived), run.scenario().slots());
    for (var of : grouped(run, Task::tenant).entrySet()) {
      int cap = run.scenario().cap(run.scenario().tenant(of.getKey()));
      end = Math.max(end, end(works(of.getValue(), arrived), cap));
    }
    for (List<Task> line : grouped(run, Task::key).values()) {
      end = Math.max(end, end(works(line, arrived), 1));
    }
    return end;
  }

  private static Map<String, List<Task>> grouped(Run run, Function<Task, String> by) {
    return run.trace().stream().collect(Collectors.groupingBy(by));
  }

  private static List<Work> works(List<Task> tasks, Map<String, Double> arrived) {
    return tasks.stream()
        .filter(t -> arrived.containsKey(t.id()))
        .map(t -> new Work(arrived.getOrDefault(t.id(), 0.0), t.serviceMs()))
        .sorted(Comparator.comparingDouble(Work::arrived).reversed())
        .toList();
  }

  /// @param latestFirst what must be done, so many at once
  private static double end(List<Work> latestFirst, int atOnce) {
    double end = 0;
    double work = 0;
    for (Work w : latestFirst) {
      work += w.serviceMs();
      end = Math.max(end, w.arrived() + Math.max(w.serviceMs(), work / atOnce));
    }
    return end;
  }
}
