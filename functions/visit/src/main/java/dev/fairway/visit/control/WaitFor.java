package dev.fairway.visit.control;

import dev.fairway.model.campaign.WaitTime;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// Waits for a time, then until an allowed day and time of day.
@Singleton
public final class WaitFor implements DatabaseAction {
  @Override
  public String name() {
    return "wait.for";
  }

  @Override
  public StepResult decide(StepContext step) {
    var with = step.with();
    return new StepResult.Waiting(
        WaitTime.next(
            step.scope().now().plus(with.duration("duration")),
            with.weekdays("endOn"),
            with.time("at"),
            Zones.of(step)));
  }
}
