package dev.fairway.model;

import dev.fairway.model.campaign.Qualification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything one visit changes for one task: committed together or not at all.
///
/// @param progress as read; the commit is refused if the task has moved since
/// @param leadVersion as read; compared only if `patch` is not empty
/// @param records as they are to be, each with the version that was decided on, which is compared:
///   what is read, or one more than an earlier commit of the batch changes it from
/// @param removes other tasks of the lead that end with this commit
/// @param entries into campaigns that the task runs as children
/// @param executed steps executed in this visit; progress grows by it
/// @param next where the task stands afterwards
public record StepCommit(
    TaskId task,
    int tenant,
    long lead,
    long progress,
    long leadVersion,
    LeadPatch patch,
    List<OtherLead> others,
    List<TenantRecord> records,
    List<Activity> activities,
    List<Outgoing> events,
    List<Removal> removes,
    List<Entry> entries,
    int executed,
    Next next) {

  /// Of a task as it was read, which changes no records.
  public static StepCommit of(
      OpenTask task,
      LeadPatch patch,
      List<OtherLead> others,
      List<Activity> activities,
      List<Outgoing> events,
      int executed,
      Next next) {
    return new StepCommit(
        task.task(),
        task.tenant(),
        task.lead().number(),
        task.progress(),
        task.lead().version(),
        patch,
        others,
        List.of(),
        activities,
        events,
        List.of(),
        List.of(),
        executed,
        next);
  }

  /// The same, and these records change.
  public StepCommit with(List<TenantRecord> changed) {
    return new StepCommit(
        task,
        tenant,
        lead,
        progress,
        leadVersion,
        patch,
        others,
        changed,
        activities,
        events,
        removes,
        entries,
        executed,
        next);
  }

  /// The same, and these tasks end.
  public StepCommit removing(List<Removal> others) {
    return new StepCommit(
        task,
        tenant,
        lead,
        progress,
        leadVersion,
        patch,
        this.others,
        records,
        activities,
        events,
        others,
        entries,
        executed,
        next);
  }

  /// The same, and the lead enters these campaigns.
  public StepCommit entering(List<Entry> campaigns) {
    return new StepCommit(
        task,
        tenant,
        lead,
        progress,
        leadVersion,
        patch,
        others,
        records,
        activities,
        events,
        removes,
        campaigns,
        executed,
        next);
  }

  /// The lead enters a campaign; if that does not let it in, the commit is refused.
  ///
  /// @param qualification not [Qualification.Every], which needs no entry
  public record Entry(int campaign, Qualification qualification) {}

  /// Every other task of the lead that has not ended, if it is of this campaign or runs it as a
  /// child: it ends as done.
  ///
  /// @param campaign empty: of any
  /// @param by name of the campaign that does it
  public record Removal(Optional<Integer> campaign, String by) {
    public static final String TYPE = "flow.exited";
  }

  /// Another lead that is created or changed in the same transaction; nothing is said of its order.
  public record OtherLead(LeadRef lead, LeadPatch patch) {}

  /// One line of the lead's history.
  public record Activity(String type, String step, Map<String, Object> attributes) {
    /// Types of steps that did nothing, and of one that waits; `reason` says why, `on` and `until`
    /// for what.
    public static final String SKIPPED = "step.skipped";

    public static final String FAILED = "step.failed";
    public static final String WAITS = "wait.started";
  }

  /// An event to publish after the commit; its id makes republication harmless.
  public record Outgoing(String id, String type, Map<String, Object> data, int depth) {
    /// The `source` of all of them: what it tells stands in the lead's history already.
    public static final String SOURCE = "/fairway/tasks";
  }

  /// @param at step to execute next; empty when ended
  /// @param due for RETRYING and WAITING
  /// @param attempts failures of that step so far
  /// @param error why it is retrying or dead
  public record Next(
      TaskState state,
      String at,
      Family family,
      Optional<Instant> due,
      int attempts,
      Map<String, Object> memory,
      Optional<String> error) {}

  /// What the commit answered.
  public sealed interface Result {
    record Committed() implements Result {}

    /// The lead or a record changed since it was read: read again, decide again.
    record Conflict() implements Result {}

    /// The lead may not enter a campaign of `entries`, by its qualification.
    record NotQualified() implements Result {}

    record Blocked(QueuedTask by) implements Result {}

    /// The task is elsewhere: in line (at `truth`), or out of it.
    record Moved(QueuedTask truth) implements Result {}

    record Gone(TaskState state) implements Result {}
  }
}
