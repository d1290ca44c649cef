package dev.fairway.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A task with its lead, as a visit reads both in one statement.
///
/// @param at id of the step to execute next
/// @param progress steps executed so far; the compare-and-set of every commit
/// @param attempts failures of the step at `at`
/// @param memory what the flow keeps between visits (visit counts, what ended a wait)
/// @param now the database's clock when read
/// @param heard what its [Wait] concerns, in the order of the history
public record OpenTask(
    TaskId task,
    int tenant,
    int campaign,
    int version,
    long position,
    Priority priority,
    TaskState state,
    String at,
    Family family,
    long progress,
    int attempts,
    int lost,
    Event event,
    Map<String, Object> memory,
    Lead lead,
    Instant acceptedAt,
    Instant now,
    List<Heard> heard) {

  /// An event of the lead's history.
  public record Heard(long seq, String type, Instant at, Map<String, Object> data) {
    /// As many are read at once.
    public static final int MOST = 200;
  }

  public QueuedTask queued() {
    return new QueuedTask(task, tenant, lead.number(), position, family, priority, lost > 0);
  }
}
