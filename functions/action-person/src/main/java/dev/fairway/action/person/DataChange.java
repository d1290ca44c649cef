package dev.fairway.action.person;

import dev.fairway.model.campaign.FieldType;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One field of the lead changes, or stays as it is, which is no event.
final class DataChange {
  static final String TYPE = "person.dataChanged";

  private DataChange() {}

  static StepResult to(StepContext step, String attribute, Object after) {
    Object before = step.lead().fields().get(attribute);
    return Objects.equals(before, after)
        ? new StepResult.Skipped("unchanged")
        : StepResult.set(attribute, after, TYPE, change(attribute, before, after));
  }

  /// What the field's type made of a value.
  static StepResult to(StepContext step, String attribute, FieldType.Reading reading) {
    return switch (reading) {
      case FieldType.Reading.Value(Object after) -> to(step, attribute, after);
      case FieldType.Reading.Empty() -> clear(step, attribute);
      case FieldType.Reading.Wrong(String message) ->
          new StepResult.Failed(attribute + " " + message);
    };
  }

  static StepResult clear(StepContext step, String attribute) {
    Object before = step.lead().fields().get(attribute);
    return before == null
        ? new StepResult.Skipped("unchanged")
        : StepResult.cleared(attribute, TYPE, change(attribute, before, null));
  }

  private static Map<String, Object> change(
      String attribute, @Nullable Object before, @Nullable Object after) {
    Map<String, Object> change = new LinkedHashMap<>();
    change.put("attribute", attribute);
    if (before != null) change.put("oldValue", before);
    if (after != null) change.put("newValue", after);
    return change;
  }
}
