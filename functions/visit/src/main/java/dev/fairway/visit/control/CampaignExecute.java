package dev.fairway.visit.control;

import dev.fairway.model.campaign.Catalogue;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Execute Campaign: its steps run in this very task.
@Singleton
public final class CampaignExecute implements DatabaseAction {
  @Override
  public String name() {
    return Catalogue.CAMPAIGN_EXECUTE;
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Executed(
        step.with().text("campaign"), step.with().text("tokens").equals("parent"));
  }
}
