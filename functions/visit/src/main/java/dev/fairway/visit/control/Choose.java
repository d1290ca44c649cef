package dev.fairway.visit.control;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// The flow of the first case that holds. The step's choices have found it already.
@Singleton
public final class Choose implements DatabaseAction {
  @Override
  public String name() {
    return "choose";
  }

  @Override
  public StepResult decide(StepContext step) {
    return step.with()
        .find("branch")
        .<StepResult>map(branch -> new StepResult.Branched(branch, Map.of("branch", branch)))
        .orElseGet(() -> new StepResult.Skipped("no case holds"));
  }
}
