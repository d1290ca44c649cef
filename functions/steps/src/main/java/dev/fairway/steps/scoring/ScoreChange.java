package dev.fairway.steps.scoring;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Change Score: `+5` and `-5` add, `=5` and `=-5` set, within `min` and `max` if given.
@Singleton
public final class ScoreChange implements DatabaseAction {
  @Override
  public String name() {
    return "score.change";
  }

  @Override
  public StepResult decide(StepContext step) {
    String field = step.with().text("score");
    long after = step.with().scoreChange("change").apply(Score.of(step, field));
    long atLeast = Math.max(after, step.with().integer("min").orElse(Long.MIN_VALUE));
    return Score.to(
        step, field, Math.min(atLeast, step.with().integer("max").orElse(Long.MAX_VALUE)));
  }
}
