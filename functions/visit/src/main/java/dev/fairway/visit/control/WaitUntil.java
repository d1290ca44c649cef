package dev.fairway.visit.control;

import dev.fairway.model.campaign.Catalogue;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Waits for an event about the lead. Which events have come, and whether one of them is right, the
/// visit finds out.
@Singleton
public final class WaitUntil implements DatabaseAction {
  @Override
  public String name() {
    return Catalogue.WAIT_UNTIL;
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Listening(
        step.with().texts("on"),
        step.with().text("since"),
        step.with().findDuration("timeout").map(step.scope().now()::plus));
  }
}
