package dev.fairway.redis;

import dev.fairway.model.Family;
import dev.fairway.model.Lease;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.TaskId;
import dev.fairway.ports.FairQueue.Wait;
import java.time.Instant;
import java.util.Arrays;

/// How tasks are written in scripts' arguments and replies.
final class Row {
  private static final String SUSPECT = "!";

  private Row() {}

  /// A family's suspects travel under a name of their own.
  static String lane(Family family, boolean suspect) {
    return suspect ? family.label() + SUSPECT : family.label();
  }

  static boolean suspect(String lane) {
    return lane.endsWith(SUSPECT);
  }

  static Family family(String lane) {
    return Family.of(suspect(lane) ? lane.substring(0, lane.length() - 1) : lane);
  }

  static String behind(Priority priority) {
    return Long.toString(priority.behind().toMillis());
  }

  /// `lead|position|task|lane|behind_ms`
  static String of(QueuedTask task) {
    return task.lead()
        + "|"
        + task.position()
        + "|"
        + task.task()
        + "|"
        + lane(task.family(), task.suspect())
        + "|"
        + behind(task.priority());
  }

  /// A leased task, and why it had waited.
  record Leased(Lease lease, Wait waited) {}

  /// @param row as of [#lease], then `|ready_ms +
  ///   behind_ms|in_flight_ms|rate_ms|paused_ms|pool_ms|credit_ms|line_ms`
  static Leased leased(String row, Instant at) {
    String[] it = row.split("\\|", -1);
    long ready = Long.parseLong(it[10]) - Long.parseLong(it[6]);
    return new Leased(lease(it), wait(at.toEpochMilli() - ready, it, 11));
  }

  /// @param row `ready_ms|in_flight_ms|rate_ms|paused_ms|pool_ms|credit_ms|line_ms`, how long so
  ///   far
  static Wait wait(String row) {
    String[] it = row.split("\\|", -1);
    return wait(Long.parseLong(it[0]), it, 1);
  }

  private static Wait wait(long ready, String[] it, int from) {
    long[] by = Arrays.stream(it, from, from + 6).mapToLong(Long::parseLong).toArray();
    return Wait.ofMillis(ready, by[0], by[1], by[2]).shut(by[3], by[4]).stood(by[5]);
  }

  /// @param row `tenant|lead|state|position|task|lane|behind_ms|not_before_ms|token|charged_us`
  static Lease lease(String row) {
    return lease(row.split("\\|", -1));
  }

  private static Lease lease(String[] it) {
    String lane = it[5];
    QueuedTask task =
        new QueuedTask(
            TaskId.parse(it[4]),
            Integer.parseInt(it[0]),
            Long.parseLong(it[1]),
            Long.parseLong(it[3]),
            family(lane),
            priority(it[6]),
            suspect(lane));
    return new Lease(task, it[8]);
  }

  private static Priority priority(String behind) {
    for (Priority priority : Priority.values())
      if (behind(priority).equals(behind)) return priority;
    throw new IllegalStateException("no priority is behind by ms=" + behind);
  }
}
