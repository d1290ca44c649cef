package dev.fairway.steps.program;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Change Program Success: the day makes a success, a success has a day.
@Singleton
public final class ProgramSuccess implements DatabaseAction {
  @Override
  public String name() {
    return "program.success";
  }

  @Override
  public StepResult decide(StepContext step) {
    Member member = new Member(step);
    if (!member.isThere()) return member.isNone();
    Optional<Object> success = step.with().value("success");
    Optional<String> day = step.with().find("successDate");
    if (day.isPresent() && success.isPresent() && success.get().equals(false))
      return new StepResult.Failed("success is false, but there is a successDate");
    boolean succeeded = day.isPresent() || success.filter(Boolean.TRUE::equals).isPresent();
    member.attribute("success", succeeded ? true : null);
    member.attribute(
        "successDate",
        succeeded ? day.or(() -> member.text("successDate")).orElse(member.today()) : null);
    return member.changed();
  }
}
