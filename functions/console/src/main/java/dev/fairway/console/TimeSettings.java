package dev.fairway.console;

import dev.fairway.model.campaign.DurationText;
import dev.fairway.model.campaign.Nearest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// Zones and durations in a request.
final class TimeSettings {
  private static final int MOST_DAYS = 3_650;
  private static final ZoneId UTC = ZoneId.of("UTC");

  static final String DURATION = "a number and s, min, h, d, w or mo, such as 7d or 1d12h";

  private TimeSettings() {}

  static ZoneId zone(Given given, String name) {
    Optional<String> text = given.text(name, "an IANA time zone such as Europe/Berlin");
    if (text.isEmpty()) return UTC;
    if (text.get().equals("UTC") || text.get().equals("Z")) return UTC;
    try {
      return ZoneId.of(text.get());
    } catch (DateTimeException e) {
      String nearest = Nearest.hint(text.get(), ZoneId.getAvailableZoneIds());
      given.wrong(
          name,
          "there is no time zone " + Names.shown(text.get()) + nearest,
          List.of("an IANA time zone such as Europe/Berlin"));
      return UTC;
    }
  }

  /// Whole days, as a duration or as a number.
  static int days(Given given, String name, int otherwise) {
    Optional<Object> value = given.value(name);
    if (value.isEmpty()) return otherwise;
    Optional<Duration> length =
        switch (value.get()) {
          case Long days when days <= MOST_DAYS -> Optional.of(Duration.ofDays(days));
          case String text -> duration(text);
          default -> Optional.empty();
        };
    Optional<Long> days =
        length
            .filter(known -> known.equals(Duration.ofDays(known.toDays())))
            .map(Duration::toDays)
            .filter(number -> number >= 1 && number <= MOST_DAYS);
    if (days.isEmpty())
      given.wrong(
          name, "must be whole days, 1d to " + MOST_DAYS + "d", List.of("1d.." + MOST_DAYS + "d"));
    return days.map(Long::intValue).orElse(otherwise);
  }

  /// Empty if it is none.
  static Optional<Duration> duration(String text) {
    return switch (DurationText.parse(text)) {
      case DurationText.Parsed.Span(Duration length) -> Optional.of(length);
      case DurationText.Parsed.Wrong(String message) -> Optional.empty();
    };
  }
}
