package dev.fairway.visit.control;

import dev.fairway.model.campaign.Catalogue;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Remove from Flow: takes the lead out of a campaign.
@Singleton
public final class FlowRemove implements DatabaseAction {
  @Override
  public String name() {
    return Catalogue.FLOW_REMOVE;
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Removed(step.with().text("campaign"));
  }
}
