package dev.fairway.steps.person;

import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Unsets a field.
@Singleton
public final class PersonClear implements DatabaseAction {
  @Override
  public String name() {
    return "person.clear";
  }

  @Override
  public StepResult decide(StepContext step) {
    return DataChange.clear(step, step.with().text("attribute"));
  }
}
