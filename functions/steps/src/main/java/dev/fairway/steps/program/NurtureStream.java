package dev.fairway.steps.program;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Change Engagement Program Stream. Streams of other programs stay: those are other memberships.
@Singleton
public final class NurtureStream implements DatabaseAction {
  @Override
  public String name() {
    return "nurture.stream";
  }

  @Override
  public StepResult decide(StepContext step) {
    Member member = new Member(step);
    member.stream(step.with().text("stream"));
    return member.changed();
  }
}
