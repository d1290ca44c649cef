package dev.fairway.model.campaign;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.Set;

/// When a wait ends. A local time that a clock change skips is the next instant that exists; one
/// that comes twice is the first.
public final class WaitTime {
  private WaitTime() {}

  /// The first moment not before `from` that is on one of `days` (none: any) and, if `at` is given,
  /// at that time of day. On another day the wait ends at `at`, or at the time of day of `from`.
  public static Instant next(
      Instant from, Set<DayOfWeek> days, Optional<LocalTime> at, ZoneId zone) {
    ZonedDateTime local = from.atZone(zone);
    if (at.isEmpty() && allowed(days, local.toLocalDate())) return from;
    LocalTime time = at.orElse(local.toLocalTime());
    for (LocalDate day = local.toLocalDate(); ; day = day.plusDays(1)) {
      Instant candidate = instant(day, time, zone);
      if (allowed(days, day) && !candidate.isBefore(from)) return candidate;
    }
  }

  private static boolean allowed(Set<DayOfWeek> days, LocalDate day) {
    return days.isEmpty() || days.contains(day.getDayOfWeek());
  }

  public static Instant instant(LocalDate day, LocalTime time, ZoneId zone) {
    LocalDateTime local = day.atTime(time);
    ZoneOffsetTransition gap = zone.getRules().getTransition(local);
    return gap != null && gap.isGap() ? gap.getInstant() : local.atZone(zone).toInstant();
  }

  /// The day on which `date`'s month and day come round next, today included; 29 February comes on
  /// the 28th where there is none.
  public static LocalDate anniversary(LocalDate date, LocalDate today) {
    MonthDay day = MonthDay.from(date);
    LocalDate thisYear = day.atYear(today.getYear());
    return thisYear.isBefore(today) ? day.atYear(today.getYear() + 1) : thisYear;
  }

  /// An offset of whole days moves the date, so that the time of day stays over a clock change.
  public static Instant shifted(LocalDate day, LocalTime time, Duration by, ZoneId zone) {
    Duration rest = by.minusDays(by.toDays());
    return instant(day.plusDays(by.toDays()), time, zone).plus(rest);
  }
}
