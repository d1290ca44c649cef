package dev.fairway.model;

import java.time.Instant;
import java.util.Map;

/// A task with its lead, as a visit reads both in one statement.
///
/// @param at id of the step to execute next
/// @param progress steps executed so far; the compare-and-set of every commit
/// @param attempts failures of the step at `at`
/// @param memory what the flow keeps between visits (visit counts, what ended a wait)
/// @param now the database's clock when read
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
    Instant now) {

  public QueuedTask queued() {
    return new QueuedTask(task, tenant, lead.number(), position, family, priority, lost > 0);
  }
}
