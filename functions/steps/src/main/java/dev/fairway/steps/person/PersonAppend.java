package dev.fairway.steps.person;

import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/// Appends to a text field, separated from what is there, or to a list.
@Singleton
public final class PersonAppend implements DatabaseAction {
  @Override
  public String name() {
    return "person.append";
  }

  @Override
  public StepResult decide(StepContext step) {
    String attribute = step.with().text("attribute");
    String value = step.with().text("value");
    if (value.isEmpty()) return new StepResult.Skipped("nothing to append");
    Object after =
        switch (step.lead().fields().get(attribute)) {
          case null -> value;
          case List<?> list -> Stream.concat(list.stream(), Stream.of(value)).toList();
          case Object before -> before + step.with().text("separator") + value;
        };
    return DataChange.to(step, attribute, step.type(attribute).read(after));
  }
}
