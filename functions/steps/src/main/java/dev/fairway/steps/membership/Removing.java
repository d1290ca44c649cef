package dev.fairway.steps.membership;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.util.Map;

/// The reverse of [Adding]; an event only if the lead was there.
///
/// @param what as in [Adding]
record Removing(String what, Kind kind) implements DatabaseAction {
  @Override
  public String name() {
    return what + ".remove";
  }

  @Override
  public StepResult decide(StepContext step) {
    String from = step.with().text(what);
    return step.lead().memberships().find(kind, from).isEmpty()
        ? new StepResult.Skipped("unchanged")
        : new StepResult.Changed(
            LeadPatch.leave(kind, from), what + ".removed", Map.of(what, from));
  }
}
