package dev.fairway.steps.program;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Change Program Member Data.
@Singleton
public final class ProgramMemberData implements DatabaseAction {
  @Override
  public String name() {
    return "program.memberData";
  }

  @Override
  public StepResult decide(StepContext step) {
    Member member = new Member(step);
    if (!member.isThere()) return member.isNone();
    member.data(step.with().text("attribute"), step.with().value("value").orElse(null));
    return member.changed();
  }
}
