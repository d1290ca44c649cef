package dev.fairway.visit;

import dev.fairway.model.campaign.FieldType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One field of the lead changes, or stays as it is, which is no event.
public final class DataChange {
  public static final String TYPE = "person.dataChanged";

  private DataChange() {}

  public static StepResult to(StepContext step, String attribute, Object after) {
    Object before = step.lead().fields().get(attribute);
    return Objects.equals(before, after)
        ? new StepResult.Skipped("unchanged")
        : StepResult.set(attribute, after, TYPE, change(attribute, before, after));
  }

  /// What the field's type made of a value.
  public static StepResult to(StepContext step, String attribute, FieldType.Reading reading) {
    return switch (reading) {
      case FieldType.Reading.Value(Object after) -> to(step, attribute, after);
      case FieldType.Reading.Empty() -> clear(step, attribute);
      case FieldType.Reading.Wrong(String message) ->
          new StepResult.Failed(attribute + " " + message);
    };
  }

  public static StepResult clear(StepContext step, String attribute) {
    Object before = step.lead().fields().get(attribute);
    return before == null
        ? new StepResult.Skipped("unchanged")
        : StepResult.cleared(attribute, TYPE, change(attribute, before, null));
  }

  /// @param after null if it is unset
  public static StepResult.Fact fact(
      String attribute, @Nullable Object before, @Nullable Object after) {
    return new StepResult.Fact(TYPE, change(attribute, before, after));
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
