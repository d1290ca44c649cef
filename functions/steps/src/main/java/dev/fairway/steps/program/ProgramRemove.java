package dev.fairway.steps.program;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// Ends the membership, with all that was kept of it.
@Singleton
public final class ProgramRemove implements DatabaseAction {
  @Override
  public String name() {
    return "program.remove";
  }

  @Override
  public StepResult decide(StepContext step) {
    Member member = new Member(step);
    if (!member.isThere()) return member.isNone();
    String program = member.program().name();
    return new StepResult.Changed(
        LeadPatch.leave(Kind.PROGRAMS, program),
        "program.removed",
        Map.of("program", program, "oldStatus", member.text("status").orElse("")));
  }
}
