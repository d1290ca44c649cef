package dev.fairway.steps.scoring;

import dev.fairway.model.Memberships.Kind;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Change Revenue Stage.
@Singleton
public final class StageChange implements DatabaseAction {
  private static final Placement PLACEMENT =
      new Placement(Kind.STAGES, "model", "stage", "person.stageChanged");

  @Override
  public String name() {
    return "stage.change";
  }

  @Override
  public StepResult decide(StepContext step) {
    return PLACEMENT.to(step, step.with().text("stage"));
  }
}
