package dev.fairway.steps.person;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Merge;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;

/// Merge Leads: the task's lead is the loser, and the task goes on with the winner.
@Singleton
public final class PersonMerge implements DatabaseAction {
  @Override
  public String name() {
    return "person.merge";
  }

  @Override
  public StepResult decide(StepContext step) {
    String winner = step.with().text("winner");
    Optional<Merge.Result> result = step.merged();
    if (result.isEmpty())
      return new StepResult.Merging(
          winner.contains("@") ? new LeadRef.ByEmail(winner) : new LeadRef.ById(winner),
          step.with().text("conflict").equals("loser"));
    return switch (result.get()) {
      case MERGED ->
          new StepResult.Changed(
              LeadPatch.NONE, "person.merged", Map.of("winner", step.lead().id()));
      case SAME -> new StepResult.Skipped("the lead and the winner are one already");
      case NO_WINNER -> new StepResult.Failed("there is no lead \"" + winner + "\"");
      case NO_LOSER, MOVED -> throw new IllegalStateException("told " + result.get());
    };
  }
}
