package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.campaign.ActionSpec.ParameterType;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitTimeTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /// Fridays are 2026-03-06 and 2026-03-13. Berlin skips 02:00-03:00 on 2026-03-29 and has it twice
  /// on 2026-10-25; times are local, `until` in UTC.
  @ParameterizedTest
  @CsvSource({
    "2026-03-06T16:00:00Z, 48h, mon tue wed thu fri, 09:00, 2026-03-09T08:00:00Z",
    "2026-03-06T16:00:00Z, 48h,                    ,      , 2026-03-08T16:00:00Z",
    "2026-03-06T16:00:00Z, 48h,                 mon,      , 2026-03-09T16:00:00Z",
    "2026-03-06T16:00:00Z, 48h,                 sun,      , 2026-03-08T16:00:00Z",
    "2026-03-06T16:00:00Z,  1h,                    , 18:00, 2026-03-06T17:00:00Z",
    "2026-03-06T16:00:00Z,  1h,                    , 17:59, 2026-03-07T16:59:00Z",
    "2026-03-06T16:00:00Z,  1h,                 fri, 17:59, 2026-03-13T16:59:00Z",
    "2026-03-06T08:00:00Z,  0s,                 fri, 09:00, 2026-03-06T08:00:00Z",
    "2026-03-28T11:00:00Z, 12h,                    , 02:30, 2026-03-29T01:00:00Z",
    "2026-03-28T11:00:00Z, 12h,                    , 03:30, 2026-03-29T01:30:00Z",
    "2026-10-24T11:00:00Z, 12h,                    , 02:30, 2026-10-25T00:30:00Z",
    "2026-10-25T00:40:00Z,  0s,                    , 02:30, 2026-10-26T01:30:00Z"
  })
  void a_wait_ends_on_an_allowed_day_at_its_time(
      Instant now, String duration, String days, String at, Instant until) {
    Duration span = (Duration) value(ParameterType.DURATION, duration);
    Set<DayOfWeek> allowed = EnumSet.noneOf(DayOfWeek.class);
    if (days != null)
      for (Object day :
          (Set<?>) value(ParameterType.WEEKDAYS, Arrays.asList(days.strip().split(" "))))
        allowed.add((DayOfWeek) day);
    Optional<LocalTime> time = Optional.ofNullable(at).map(LocalTime::parse);
    assertThat(WaitTime.next(now.plus(span), allowed, time, BERLIN)).isEqualTo(until);
  }

  @ParameterizedTest
  @CsvSource({
    "2020-05-01, 2026-04-30, 2026-05-01",
    "2020-05-01, 2026-05-01, 2026-05-01",
    "2020-05-01, 2026-05-02, 2027-05-01",
    "2024-02-29, 2026-02-01, 2026-02-28",
    "2024-02-29, 2026-03-01, 2027-02-28",
    "2024-02-29, 2027-03-01, 2028-02-29"
  })
  void an_anniversary_comes_round_every_year(LocalDate date, LocalDate today, LocalDate next) {
    assertThat(WaitTime.anniversary(date, today)).isEqualTo(next);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-30, 09:00, -1d,    2026-03-29T07:00:00Z",
    "2026-03-28, 09:00, +1d,    2026-03-29T07:00:00Z",
    "2026-03-28, 09:00, +1d2h,  2026-03-29T09:00:00Z",
    "2026-03-30, 09:00, -1d12h, 2026-03-28T19:00:00Z",
    "2026-03-30, 09:00, 0d,     2026-03-30T07:00:00Z"
  })
  void days_of_an_offset_are_calendar_days(
      LocalDate day, LocalTime time, String offset, Instant until) {
    Duration by = (Duration) value(ParameterType.OFFSET, offset);
    assertThat(WaitTime.shifted(day, time, by, BERLIN)).isEqualTo(until);
  }

  private static Object value(ParameterType type, Object written) {
    if (WaitText.read(type, written) instanceof FieldType.Reading.Value(Object value)) return value;
    throw new AssertionError(written + " is no " + type);
  }
}
