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
    return Score.to(step, field, Score.changed(step, Score.of(step.lead().fields(), field)));
  }
}
