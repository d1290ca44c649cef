package dev.fairway.visit.control;

import dev.fairway.model.campaign.Catalogue;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/// Waits for an event about the lead, or until the lead is as it should be. Which events have come,
/// whether one of them is right, and what the lead is once the wait is stored, the visit finds out.
@Singleton
public final class WaitUntil implements DatabaseAction {
  @Override
  public String name() {
    return Catalogue.WAIT_UNTIL;
  }

  @Override
  public StepResult decide(StepContext step) {
    Optional<Instant> end = step.with().findDuration("timeout").map(step.scope().now()::plus);
    return step.with()
        .findExpression("until")
        .<StepResult>map(condition -> new StepResult.Watching(condition, end))
        .orElseGet(() ->
            new StepResult.Listening(step.with().texts("on"), step.with().text("since"), end));
  }
}
