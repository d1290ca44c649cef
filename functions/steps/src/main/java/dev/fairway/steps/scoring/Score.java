package dev.fairway.steps.scoring;

import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.util.Map;

/// A score field of the lead.
final class Score {
  static final String TYPE = "person.scoreChanged";

  private Score() {}

  /// An unset score counts as 0.
  static long of(StepContext step, String field) {
    return step.lead().fields().get(field) instanceof Number number ? number.longValue() : 0;
  }

  static StepResult to(StepContext step, String field, long after) {
    long before = of(step, field);
    return before == after
        ? new StepResult.Skipped("unchanged")
        : StepResult.set(
            field, after, TYPE, Map.of("score", field, "oldValue", before, "newValue", after));
  }
}
