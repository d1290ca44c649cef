package dev.fairway.steps.membership;

import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Change Lead Owner: a field like others, so that rules and expressions read it.
@Singleton
public final class OwnerChange implements DatabaseAction {
  @Override
  public String name() {
    return "owner.change";
  }

  @Override
  public StepResult decide(StepContext step) {
    return DataChange.to(step, "owner", step.with().text("user"));
  }
}
