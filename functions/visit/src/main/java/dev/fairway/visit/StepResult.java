package dev.fairway.visit;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Campaign.Expression;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an action decided. Nothing has happened yet: the visit commits it.
public sealed interface StepResult {
  /// The lead changes, or something is noted about it.
  ///
  /// @param facts what is noted, at least one
  record Changed(LeadPatch patch, List<Fact> facts) implements StepResult {
    public Changed(LeadPatch patch, String type, Map<String, Object> attributes) {
      this(patch, List.of(new Fact(type, attributes)));
    }
  }

  /// A line of the lead's history, and the event that tells it.
  ///
  /// @param type of both
  /// @param attributes of the line, and the event's data
  /// @param own the event is the tenant's: it is sent as it is, whoever listens
  record Fact(String type, Map<String, Object> attributes, boolean own) {
    public Fact(String type, Map<String, Object> attributes) {
      this(type, attributes, false);
    }
  }

  /// Another lead is created or changed; it is noted with the task's own.
  record ChangedOther(LeadRef lead, LeadPatch patch, String type, Map<String, Object> attributes)
      implements StepResult {}

  /// A record of the tenant changes with what else the step does.
  ///
  /// @param changed as it is to be, with the version that the step was shown
  record Recorded(TenantRecord changed, StepResult result) implements StepResult {}

  /// The lead becomes one with another. The visit asks the journal for it, and the step decides
  /// again when [StepContext#merged] tells the result.
  ///
  /// @param overwrite where both have a value, the one of the task's lead stays
  record Merging(LeadRef winner, boolean overwrite) implements StepResult {}

  /// Nothing to do; the reason stands in the lead's history.
  record Skipped(String reason) implements StepResult {}

  /// The flow goes on inside the step, with the flow of this key; behind the step if it has none.
  record Branched(String key, Map<String, Object> attributes) implements StepResult {}

  /// The flow goes on with another step.
  record Jumped(String step) implements StepResult {}

  /// The flow goes on behind the step at that time.
  record Waiting(Instant until) implements StepResult {}

  /// The flow goes on when such an event has come, or at that time.
  record Listening(List<String> on, String since, Optional<Instant> until) implements StepResult {}

  /// The flow goes on when the lead is so, or at that time.
  record Watching(Expression condition, Optional<Instant> until) implements StepResult {}

  /// The flow ends here.
  record Exited(String reason) implements StepResult {}

  /// A child's steps run, then the flow goes on.
  ///
  /// @param parent it sees the parent's tokens
  record Executed(String campaign, boolean parent) implements StepResult {}

  /// The lead's tasks of that campaign end; this one as well if it is `this` or `all`.
  record Removed(String campaign) implements StepResult {}

  /// Trying again would not help.
  record Failed(String reason) implements StepResult {}

  /// One field becomes `after`, which is not null.
  static StepResult set(String field, Object after, String type, Map<String, Object> attributes) {
    return new Changed(new LeadPatch(Map.of(field, after), List.of(), false), type, attributes);
  }

  /// One field is unset.
  static StepResult cleared(String field, String type, Map<String, Object> attributes) {
    return new Changed(new LeadPatch(Map.of(), List.of(field), false), type, attributes);
  }
}
