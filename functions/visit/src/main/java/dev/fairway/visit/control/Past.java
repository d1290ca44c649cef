package dev.fairway.visit.control;

import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.time.Instant;

/// What a wait until a day does if that day is over.
final class Past {
  private Past() {}

  static StepResult wait(StepContext step, Instant until) {
    if (until.isAfter(step.scope().now())) return new StepResult.Waiting(until);
    String reason = until + " is over";
    return switch (step.with().text("ifPast")) {
      case "skip" -> new StepResult.Skipped(reason);
      case "stop" -> new StepResult.Exited(reason);
      default -> new StepResult.Waiting(until);
    };
  }
}
