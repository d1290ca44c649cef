package dev.fairway.ports;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Arrival;
import dev.fairway.model.Merge;
import dev.fairway.model.OpenTask;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one truth about accepted tasks, their steps and their leads. Every method is one short
/// transaction in the named lead database; a failed `Uni` means the outcome is unknown and the
/// caller may repeat the call.
public interface TaskJournal {

  /// Dedupe, qualify, number and store. Answers in the order of `arrivals`; arrivals that share a
  /// lead get positions in that order.
  Uni<List<Acceptance>> accept(String database, List<Arrival> arrivals);

  /// The tasks with their leads, in the order asked. A task that has left the journal, or whose
  /// lead is gone, is told by its state instead.
  Uni<List<Opened>> open(String database, List<TaskKey> tasks);

  /// Commit visits; each task succeeds or fails alone.
  Uni<Commits> commit(String database, List<StepCommit> commits);

  /// Two leads become one: tasks of the loser follow the winner's, in a line with them.
  Uni<Merge.Result> merge(String database, Merge merge);

  /// A lease of these tasks expired without outcome: count it; the third loss makes a task dead.
  ///
  /// @return the tasks still in line, with `suspect` set; the others are no longer to be queued
  Uni<List<QueuedTask>> lost(String database, List<TaskKey> tasks);

  /// The next tasks in a lead's line behind `after` (exclusive), at most `limit`.
  Uni<List<QueuedTask>> line(String database, int tenant, long lead, long after, int limit);

  /// Tasks standing in a line, ordered by tenant, lead and position, behind `cursor`; with the time
  /// a RETRYING one is due. For the rebuild and the sweep.
  Uni<Page> inLine(String database, Optional<Cursor> cursor, int limit);

  /// Waits due by now re-enter their lead's line with a new position.
  ///
  /// @param room how many of a tenant at most
  Uni<List<QueuedTask>> reenter(String database, Map<Integer, Integer> room);

  /// Waits that are due by tenant, counted up to `most` each.
  Uni<Map<Integer, Integer>> due(String database, int most);

  /// The earliest due time of a wait, if any.
  Uni<Optional<Instant>> nextDue(String database);

  /// Events committed but not yet published, oldest first.
  ///
  /// @param age since their commit, at least: whoever committed them publishes them first
  Uni<List<OutboxRow>> outbox(String database, Duration age, int limit);

  Uni<Void> published(String database, List<Long> rows);

  /// The generation that Redis must carry; 0 if it never had one.
  Uni<Long> generation(String database);

  /// Draws the next generation, for one rebuilder at a time: empty if another one is at it. The
  /// rebuild is exclusive until `rebuildEnded` or until `deadline` passes.
  Uni<Optional<Long>> rebuildStarted(String database);

  Uni<Void> rebuildEnded(String database, long generation);

  /// The database's clock.
  Uni<Instant> now(String database);

  record TaskKey(TaskId task, int tenant) {
    public static TaskKey of(QueuedTask task) {
      return new TaskKey(task.task(), task.tenant());
    }
  }

  sealed interface Opened {
    record Open(OpenTask task) implements Opened {}

    record Left(TaskId task, TaskState state) implements Opened {}
  }

  /// @param results in the order of the commits
  /// @param outbox events that they left to be published
  record Commits(List<StepCommit.Result> results, List<OutboxRow> outbox) {}

  record Cursor(int tenant, long lead, long position) {}

  /// @param due per task, only for those RETRYING
  /// @param next empty on the last page
  record Page(List<QueuedTask> tasks, Map<TaskId, Instant> due, Optional<Cursor> next) {}

  /// @param row key to hand to `published`
  /// @param event a complete structured CloudEvent (JSON object)
  record OutboxRow(long row, int tenant, Map<String, Object> event) {}
}
