package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * *|2026-01-01T10:00:30Z|2026-01-01T10:01:00Z",
        "*/15 * * * *|2026-01-01T10:00:00Z|2026-01-01T10:15:00Z",
        "30 2 * * *|2026-01-01T10:00:00Z|2026-01-02T02:30:00Z",
        "0 0 29 2 *|2026-01-01T10:00:00Z|2028-02-29T00:00:00Z",
        "0 9-17/4 * * 1,5|2026-01-01T10:00:00Z|2026-01-02T09:00:00Z",
        "0 0 * * 7|2026-01-01T10:00:00Z|2026-01-04T00:00:00Z",
        "0 0 13 * 5|2026-01-01T10:00:00Z|2026-01-02T00:00:00Z"
      })
  void the_next_minute_that_matches_is_found(String schedule, String from, String next) {
    Cron cron = Cron.read(new Node("schedule", schedule));
    assertThat(cron.after(ZonedDateTime.parse(from))).isEqualTo(ZonedDateTime.parse(next));
  }

  @ParameterizedTest
  @ValueSource(strings = {"* * * *", "60 * * * *", "a * * * *", "5-1 * * * *", "*/0 * * * *"})
  void what_is_no_schedule_is_refused(String schedule) {
    assertThatThrownBy(() -> Cron.read(new Node("schedule", schedule)))
        .hasMessageContaining(schedule);
  }
}
