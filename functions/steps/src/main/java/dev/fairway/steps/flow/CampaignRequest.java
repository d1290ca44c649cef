package dev.fairway.steps.flow;

import dev.fairway.model.LeadPatch;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// Request Campaign: another campaign hears of the lead, and takes it in by its own filters and
/// qualification.
@Singleton
public final class CampaignRequest implements DatabaseAction {
  @Override
  public String name() {
    return "campaign.request";
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Changed(
        LeadPatch.NONE, "campaign.requested", Map.of("campaign", step.with().text("campaign")));
  }
}
