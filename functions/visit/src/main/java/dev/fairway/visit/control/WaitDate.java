package dev.fairway.visit.control;

import dev.fairway.model.campaign.WaitTime;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.time.LocalTime;

/// Waits until a day.
@Singleton
public final class WaitDate implements DatabaseAction {
  @Override
  public String name() {
    return "wait.date";
  }

  @Override
  public StepResult decide(StepContext step) {
    LocalTime time = step.with().time("time").orElse(LocalTime.MIDNIGHT);
    return step.with()
        .findDate("date")
        .map(day -> Past.wait(step, WaitTime.instant(day, time, Zones.of(step))))
        .orElseGet(() -> new StepResult.Skipped("there is no date"));
  }
}
