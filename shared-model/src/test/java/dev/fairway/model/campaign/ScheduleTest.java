package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.campaign.Schedule.Days;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final ZoneId TENANT = ZoneId.of("Asia/Tokyo");

  @ParameterizedTest(name = "{0} at {1} {2}: after {3} comes {4}")
  @CsvSource(
      textBlock =
          """
          day,         09:00, UTC,              2026-03-01T08:59:59Z, 2026-03-01T09:00:00Z
          day,         09:00, UTC,              2026-03-01T09:00:00Z, 2026-03-02T09:00:00Z
          day,         09:00, ,                 2026-03-01T00:00:00Z, 2026-03-02T00:00:00Z
          day,         09:00, America/New_York, 2026-03-07T14:00:00Z, 2026-03-08T13:00:00Z
          # 02:00 to 03:00 does not exist on 29 March, and comes twice on 25 October
          day,         02:30, Europe/Berlin,    2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z
          day,         02:30, Europe/Berlin,    2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z
          day,         02:30, Europe/Berlin,    2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z
          day,         02:30, Europe/Berlin,    2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z
          # 00:00 does not exist on 6 September, and is reached again on 5 April after a day began
          day,         00:00, America/Santiago, 2026-09-05T12:00:00Z, 2026-09-06T04:00:00Z
          day,         23:30, America/Santiago, 2026-04-05T02:45:00Z, 2026-04-06T03:30:00Z
          mon,         09:00, UTC,              2026-03-02T09:00:00Z, 2026-03-09T09:00:00Z
          mon fri,     09:00, UTC,              2026-03-02T09:00:00Z, 2026-03-06T09:00:00Z
          mon,         00:30, Europe/Berlin,    2026-03-01T20:00:00Z, 2026-03-01T23:30:00Z
          1,           09:00, UTC,              2026-12-01T09:00:00Z, 2027-01-01T09:00:00Z
          31,          09:00, UTC,              2026-01-31T09:00:00Z, 2026-02-28T09:00:00Z
          31,          09:00, UTC,              2026-02-28T09:00:00Z, 2026-03-31T09:00:00Z
          31,          09:00, UTC,              2028-02-01T00:00:00Z, 2028-02-29T09:00:00Z
          30,          09:00, UTC,              2026-04-01T00:00:00Z, 2026-04-30T09:00:00Z
          """)
  void the_next_run(String days, String at, String zone, Instant after, Instant next) {
    assertThat(schedule(days, at, zone).next(after, TENANT)).isEqualTo(next);
  }

  @ParameterizedTest
  @CsvSource({"day, 09:00,", "mon fri, 09:00, UTC", "31, 00:30, Europe/Berlin"})
  void a_schedule_is_read_as_it_was_written(String days, String at, String zone) {
    Schedule schedule = schedule(days, at, zone);
    assertThat(ScheduleText.read(new Definition(ScheduleText.write(schedule)))).isEqualTo(schedule);
  }

  @Test
  void its_bound_is_kept_too() {
    var schedule =
        new Schedule(new Days.Daily(), LocalTime.NOON, Optional.empty(), OptionalInt.of(50_000));
    assertThat(ScheduleText.read(new Definition(ScheduleText.write(schedule)))).isEqualTo(schedule);
  }

  private static Schedule schedule(String days, String at, String zone) {
    return new Schedule(
        days(days),
        LocalTime.parse(at),
        Optional.ofNullable(zone).map(ZoneId::of),
        OptionalInt.empty());
  }

  private static Days days(String text) {
    if (text.equals("day")) return new Days.Daily();
    return Character.isDigit(text.charAt(0))
        ? new Days.Monthly(Integer.parseInt(text))
        : new Days.Weekly(ScheduleText.weekdays(List.of(text.split(" "))));
  }
}
