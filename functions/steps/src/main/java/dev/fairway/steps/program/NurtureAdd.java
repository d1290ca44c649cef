package dev.fairway.steps.program;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Add to Engagement Program: a lead is in one stream of a program, and stays in it.
@Singleton
public final class NurtureAdd implements DatabaseAction {
  @Override
  public String name() {
    return "nurture.add";
  }

  @Override
  public StepResult decide(StepContext step) {
    Member member = new Member(step);
    Optional<String> before = member.text("stream");
    if (before.isPresent()) return new StepResult.Skipped("in stream " + before.get() + " already");
    member.stream(step.with().text("stream"));
    return member.changed();
  }
}
