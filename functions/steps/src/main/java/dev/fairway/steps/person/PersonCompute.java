package dev.fairway.steps.person;

import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Compute Data Value: a field becomes the value of an expression.
@Singleton
public final class PersonCompute implements DatabaseAction {
  @Override
  public String name() {
    return "person.compute";
  }

  @Override
  public StepResult decide(StepContext step) {
    Optional<Object> value = step.computed(step.with().expression("expression"));
    String attribute = step.with().text("attribute");
    return value.isEmpty()
        ? new StepResult.Failed("the expression has no value for this lead")
        : DataChange.to(step, attribute, step.type(attribute).computed(value.get()));
  }
}
