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
import java.util.Set;

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

  /// Unfinished tasks of a campaign go on with another version of it: all, or none if one would be
  /// stranded. A visit that read one of them before cannot commit any more.
  Uni<Migrated> migrate(String database, int tenant, Migration migration);

  /// @param to version to go on with
  /// @param steps by version: tasks of these versions are meant, and move if they stand at one of
  ///   these steps
  /// @param most tasks at once
  /// @param dryRun nothing moves
  record Migration(
      int campaign, int to, Map<Integer, Set<String>> steps, int most, boolean dryRun) {}

  sealed interface Migrated {
    /// @param fitting tasks that moved, or would if none were stranded and it were no dry run
    /// @param first some of the stranded
    record Told(int fitting, int stranded, List<Stranded> first) implements Migrated {}

    /// More than `most`; nothing moved.
    record TooMany() implements Migrated {}
  }

  /// A task at a step that is not among those it may move at.
  ///
  /// @param lead its id
  /// @param at step of the campaign's own flow, also while it runs a child
  record Stranded(TaskId task, String lead, int version, String at) {
    /// How many are told.
    public static final int MOST = 100;
  }

  /// Counts by state label, per tenant.
  Uni<Map<Integer, Map<String, Long>>> counts(String database, List<Integer> tenants);
}
