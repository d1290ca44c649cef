package dev.fairway.steps.program;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Change Engagement Program Cadence. Whoever is in no stream begins with the first.
@Singleton
public final class NurtureCadence implements DatabaseAction {
  @Override
  public String name() {
    return "nurture.cadence";
  }

  @Override
  public StepResult decide(StepContext step) {
    Member member = new Member(step);
    if (member.program().streams().isEmpty())
      return new StepResult.Failed("program " + member.program().name() + " has no streams");
    if (member.text("stream").isEmpty()) member.stream(member.program().streams().getFirst());
    member.cadence(step.with().text("cadence"));
    return member.changed();
  }
}
