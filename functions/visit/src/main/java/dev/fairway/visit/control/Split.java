package dev.fairway.visit.control;

import dev.fairway.model.campaign.Draw;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// One of several flows by weight. The same lead goes the same way each time, and which way says
/// nothing of its way in another campaign or step.
@Singleton
public final class Split implements DatabaseAction {
  @Override
  public String name() {
    return "split";
  }

  @Override
  public StepResult decide(StepContext step) {
    List<Long> weights = step.with().texts("weights").stream().map(Long::valueOf).toList();
    int drawn = Draw.weighted(weights, step.scope().campaign(), step.step().id(), step.lead().id());
    String branch = Integer.toString(drawn + 1);
    return new StepResult.Branched(branch, Map.of("branch", branch));
  }
}
