package dev.fairway.visit.control;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Goes on with another step of the campaign.
@Singleton
public final class FlowJump implements DatabaseAction {
  @Override
  public String name() {
    return "flow.jump";
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Jumped(step.with().text("step"));
  }
}
