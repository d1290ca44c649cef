package dev.fairway.steps.membership;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.util.Map;

/// Adds the lead to a list, a fieldset, an account; an event only if it was not there.
///
/// @param what it is added to: prefix of the action and of the event, and their parameter
record Adding(String what, Kind kind) implements DatabaseAction {
  @Override
  public String name() {
    return what + ".add";
  }

  @Override
  public StepResult decide(StepContext step) {
    String in = step.with().text(what);
    return step.lead().memberships().find(kind, in).isPresent()
        ? new StepResult.Skipped("unchanged")
        : new StepResult.Changed(
            LeadPatch.join(kind, in, Map.of("since", step.now())),
            what + ".added",
            Map.of(what, in));
  }
}
