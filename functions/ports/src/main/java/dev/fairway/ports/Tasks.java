package dev.fairway.ports;

import dev.fairway.model.QueuedTask;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.ports.Leads.ActivityRow;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tasks as an operator asks for them.
public interface Tasks {
  /// @param campaign number, see [Campaigns]
  /// @param lead the lead's id
  record Row(
      TaskId task,
      int campaign,
      int version,
      String lead,
      TaskState state,
      String at,
      long progress,
      int attempts,
      int lost,
      Optional<String> error,
      Optional<Instant> due,
      Instant acceptedAt,
      Optional<Instant> endedAt,
      Optional<QueuedTask> queued) {}

  /// @param after the last row's cursor of the page before
  record Query(
      Optional<TaskState> state,
      Optional<String> lead,
      Optional<Integer> campaign,
      Optional<String> after,
      int limit) {}

  Uni<Optional<Row>> get(String database, int tenant, TaskId task);

  Uni<List<Row>> list(String database, int tenant, Query query);

  /// What the task's steps left in its lead's history, newest first.
  Uni<List<ActivityRow>> steps(String database, int tenant, TaskId task, int limit);

  /// Dead letter back into its lead's line, at the failed step, with a new position.
  Uni<Optional<QueuedTask>> redrive(String database, int tenant, TaskId task);

  /// Every unfinished task of a campaign ends as aborted.
  ///
  /// @return how many
  Uni<Integer> abort(String database, int tenant, int campaign);

  /// Counts by state label, per tenant.
  Uni<Map<Integer, Map<String, Long>>> counts(String database, List<Integer> tenants);
}
