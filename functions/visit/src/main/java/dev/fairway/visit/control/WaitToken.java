package dev.fairway.visit.control;

import dev.fairway.model.campaign.WaitTime;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/// Waits until a day that the lead or the event names, or some time before or after it.
@Singleton
public final class WaitToken implements DatabaseAction {
  @Override
  public String name() {
    return "wait.token";
  }

  @Override
  public StepResult decide(StepContext step) {
    Optional<LocalDate> named = step.with().findDate("token");
    if (named.isEmpty()) return new StepResult.Skipped("there is no date");
    ZoneId zone = Zones.of(step);
    return Past.wait(
        step,
        step.with().flag("nextAnniversary")
            ? anniversary(step, named.get(), zone)
            : shifted(step, named.get(), zone));
  }

  private static Instant shifted(StepContext step, LocalDate day, ZoneId zone) {
    LocalTime time = step.with().time("at").orElse(LocalTime.MIDNIGHT);
    Duration offset = step.with().duration("offset");
    return WaitTime.shifted(day, time, offset, zone);
  }

  /// The next one that is not over, its offset included: three days before a birthday tomorrow is
  /// next year.
  private static Instant anniversary(StepContext step, LocalDate day, ZoneId zone) {
    Instant now = step.scope().now();
    LocalDate from = LocalDate.ofInstant(now.minus(step.with().duration("offset")), zone);
    Instant next = shifted(step, WaitTime.anniversary(day, from), zone);
    return next.isAfter(now)
        ? next
        : shifted(step, WaitTime.anniversary(day, from.plusDays(1)), zone);
  }
}
