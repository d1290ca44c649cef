package dev.fairway.steps.scoring;

import dev.fairway.model.LeadPatch;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// Interesting Moment: a line in the lead's history that sales reads.
@Singleton
public final class MomentAdd implements DatabaseAction {
  @Override
  public String name() {
    return "moment.add";
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Changed(
        LeadPatch.NONE,
        "person.interestingMoment",
        Map.of("type", step.with().text("type"), "description", step.with().text("description")));
  }
}
