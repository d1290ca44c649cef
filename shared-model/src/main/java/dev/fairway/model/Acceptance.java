package dev.fairway.model;

import java.util.List;
import java.util.stream.Stream;

/// What the journal did with an [Arrival].
public sealed interface Acceptance {
  /// Committed; one verdict per candidate, in their order.
  ///
  /// @param recorded the event is in the history now (false: it was there already, or was not
  ///   asked)
  /// @param woken tasks of the lead that waited for such an event
  record Journaled(boolean recorded, List<Verdict> verdicts, List<QueuedTask> woken)
      implements Acceptance {
    public Journaled(boolean recorded, List<Verdict> verdicts) {
      this(recorded, verdicts, List.of());
    }

    /// What to offer to the fair queue.
    public List<QueuedTask> queued() {
      return Stream.concat(
              verdicts.stream().flatMap(verdict -> verdict.queued().stream()), woken.stream())
          .toList();
    }
  }

  /// The same tenant, source and id came before with other content; nothing of this one is stored.
  record OtherContent(TaskId task) implements Acceptance {}

  /// The tenant ignores or rejects unknown leads; nothing is stored.
  record UnknownLead(Tenant.UnknownLead policy) implements Acceptance {}

  /// The tenant's flow has moved on; read it again and decide again. Nothing is stored.
  record Stale(long epoch) implements Acceptance {}

  sealed interface Verdict {
    /// What to offer to the fair queue. A duplicate that is ready may be one whose offer was lost;
    /// others (retrying) wait for a time that only the journal knows.
    default List<QueuedTask> queued() {
      return switch (this) {
        case Accepted(QueuedTask task) -> List.of(task);
        case Duplicate(var task, TaskState state, List<QueuedTask> standing) ->
            state == TaskState.READY ? standing : List.of();
        case NotQualified ignored -> List.of();
        case Expired ignored -> List.of();
      };
    }

    record Accepted(QueuedTask task) implements Verdict {}

    /// Known; `standing` if it still stands in its line, so that a lost offer can be repeated.
    record Duplicate(TaskId task, TaskState state, List<QueuedTask> standing) implements Verdict {}

    record NotQualified(TaskId task) implements Verdict {}

    record Expired(TaskId task) implements Verdict {}
  }
}
