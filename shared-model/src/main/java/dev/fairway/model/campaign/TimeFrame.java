package dev.fairway.model.campaign;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.TemporalUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Stretches of whole calendar days around today; weeks begin on Monday.
public enum TimeFrame {
  TODAY("today", ChronoUnit.DAYS, 0),
  YESTERDAY("yesterday", ChronoUnit.DAYS, -1),
  TOMORROW("tomorrow", ChronoUnit.DAYS, 1),
  THIS_WEEK("this week", ChronoUnit.WEEKS, 0),
  LAST_WEEK("last week", ChronoUnit.WEEKS, -1),
  NEXT_WEEK("next week", ChronoUnit.WEEKS, 1),
  THIS_MONTH("this month", ChronoUnit.MONTHS, 0),
  LAST_MONTH("last month", ChronoUnit.MONTHS, -1),
  NEXT_MONTH("next month", ChronoUnit.MONTHS, 1),
  THIS_QUARTER("this quarter", IsoFields.QUARTER_YEARS, 0),
  LAST_QUARTER("last quarter", IsoFields.QUARTER_YEARS, -1),
  THIS_YEAR("this year", ChronoUnit.YEARS, 0),
  LAST_YEAR("last year", ChronoUnit.YEARS, -1);

  private final String label;
  private final TemporalUnit unit;
  private final int units;

  TimeFrame(String label, TemporalUnit unit, int units) {
    this.label = label;
    this.unit = unit;
    this.units = units;
  }

  /// As campaign files write it.
  public String label() {
    return label;
  }

  public static Optional<TimeFrame> of(String label) {
    return Arrays.stream(values()).filter(frame -> frame.label.equals(label)).findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(TimeFrame::label).toList();
  }

  boolean contains(LocalDate day, LocalDate today) {
    return first(day).equals(first(today).plus(units, unit));
  }

  /// First day of the week, month, ... that `day` is in.
  private LocalDate first(LocalDate day) {
    return switch (this) {
      case TODAY, YESTERDAY, TOMORROW -> day;
      case THIS_WEEK, LAST_WEEK, NEXT_WEEK ->
          day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case THIS_MONTH, LAST_MONTH, NEXT_MONTH -> day.withDayOfMonth(1);
      case THIS_QUARTER, LAST_QUARTER -> day.with(IsoFields.DAY_OF_QUARTER, 1);
      case THIS_YEAR, LAST_YEAR -> day.withDayOfYear(1);
    };
  }
}
