package dev.fairway.visit.control;

import dev.fairway.model.campaign.Catalogue;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// The steps of a declared flow, which stand inside the step since its campaign was saved.
@Singleton
public final class FlowRun implements DatabaseAction {
  @Override
  public String name() {
    return "flow.run";
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Branched(
        Catalogue.FLOW, Map.of("flow", step.with().text(Catalogue.FLOW)));
  }
}
