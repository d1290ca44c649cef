package dev.fairway.steps.integration;

import dev.fairway.model.LeadPatch;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.List;

/// Sends an event of the tenant's own about the lead. Data that is empty is left out.
@Singleton
public final class EventEmit implements DatabaseAction {
  @Override
  public String name() {
    return "event.emit";
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Changed(
        LeadPatch.NONE,
        List.of(
            new StepResult.Fact(
                step.with().text("type"), step.with().findFields("data").set(), true)));
  }
}
