package dev.fairway.model.campaign;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;

/// When a campaign takes in all leads that its filters choose.
///
/// @param at local time of day
/// @param zone empty: the tenant's
/// @param maxMembers a run that would take more takes nobody
public record Schedule(Days days, LocalTime at, Optional<ZoneId> zone, OptionalInt maxMembers) {

  public sealed interface Days {
    record Daily() implements Days {}

    record Weekly(SortedSet<DayOfWeek> on) implements Days {}

    /// @param on 1 to 31; a month that is shorter has its last day instead
    record Monthly(int on) implements Days {}
  }

  /// The first run behind `after`. A local time that a clock change skips is the next instant that
  /// exists; one that comes twice is the first, once.
  ///
  /// @param tenant its zone
  public Instant next(Instant after, ZoneId tenant) {
    ZoneId own = zone.orElse(tenant);
    for (LocalDate day = after.atZone(own).toLocalDate(); ; day = day.plusDays(1)) {
      Instant run = WaitTime.instant(day, at, own);
      if (falls(day) && run.isAfter(after)) return run;
    }
  }

  private boolean falls(LocalDate day) {
    return switch (days) {
      case Days.Daily() -> true;
      case Days.Weekly(SortedSet<DayOfWeek> on) -> on.contains(day.getDayOfWeek());
      case Days.Monthly(int on) -> day.getDayOfMonth() == Math.min(on, day.lengthOfMonth());
    };
  }
}
