package dev.fairway.steps.person;

import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Change Data Value. `NULL` clears, as Marketo writes it, and so does an empty value.
@Singleton
public final class PersonSet implements DatabaseAction {
  @Override
  public String name() {
    return "person.set";
  }

  @Override
  public StepResult decide(StepContext step) {
    String attribute = step.with().text("attribute");
    return step.with()
        .value("value")
        .map(value -> DataChange.to(step, attribute, value))
        .orElseGet(() -> DataChange.clear(step, attribute));
  }
}
