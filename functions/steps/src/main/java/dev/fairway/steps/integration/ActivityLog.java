package dev.fairway.steps.integration;

import dev.fairway.model.LeadPatch;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.List;

/// Writes a line of the tenant's own into the lead's history. Data that is empty is left out.
@Singleton
public final class ActivityLog implements DatabaseAction {
  @Override
  public String name() {
    return "activity.log";
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Changed(
        LeadPatch.NONE,
        List.of(
            new StepResult.Fact(
                step.with().text("type"), step.with().findFields("data").set(), false)));
  }
}
