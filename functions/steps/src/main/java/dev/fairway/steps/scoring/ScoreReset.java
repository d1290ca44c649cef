package dev.fairway.steps.scoring;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Sets a score back to 0.
@Singleton
public final class ScoreReset implements DatabaseAction {
  @Override
  public String name() {
    return "score.reset";
  }

  @Override
  public StepResult decide(StepContext step) {
    return Score.to(step, step.with().text("score"), 0);
  }
}
