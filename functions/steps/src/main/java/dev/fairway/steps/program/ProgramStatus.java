package dev.fairway.steps.program;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Change Program Status: forwards only. Whoever is no member becomes one, in an engagement program
/// in its first stream.
@Singleton
public final class ProgramStatus implements DatabaseAction {
  @Override
  public String name() {
    return "program.status";
  }

  @Override
  public StepResult decide(StepContext step) {
    Member member = new Member(step);
    String after = step.with().text("status");
    List<String> order = member.program().statusNames();
    Optional<String> before = member.text("status");
    if (before.isPresent() && order.indexOf(after) < order.indexOf(before.get()))
      return new StepResult.Skipped("status " + after + " comes before " + before.get());
    member.status(after);
    if (!member.isThere())
      member.program().streams().stream().findFirst().ifPresent(member::stream);
    return member.changed();
  }
}
