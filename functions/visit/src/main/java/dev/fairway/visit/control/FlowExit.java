package dev.fairway.visit.control;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Leaves the flow.
@Singleton
public final class FlowExit implements DatabaseAction {
  @Override
  public String name() {
    return "flow.exit";
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Exited(step.with().text("reason"));
  }
}
