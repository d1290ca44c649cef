package dev.fairway.steps.scoring;

import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.util.Map;

/// A score field.
final class Score {
  static final String TYPE = "person.scoreChanged";

  private Score() {}

  /// An unset score counts as 0.
  static long of(Map<String, Object> fields, String field) {
    return fields.get(field) instanceof Number number ? number.longValue() : 0;
  }

  /// What `change`, `min` and `max` make of it.
  static long changed(StepContext step, long before) {
    long after = step.with().scoreChange("change").apply(before);
    long atLeast = Math.max(after, step.with().integer("min").orElse(Long.MIN_VALUE));
    return Math.min(atLeast, step.with().integer("max").orElse(Long.MAX_VALUE));
  }

  static StepResult to(StepContext step, String field, long after) {
    long before = of(step.lead().fields(), field);
    return before == after
        ? new StepResult.Skipped("unchanged")
        : StepResult.set(
            field, after, TYPE, Map.of("score", field, "oldValue", before, "newValue", after));
  }
}
