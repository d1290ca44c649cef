package dev.fairway.model.campaign;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as campaign files write them: `30s`, `5min`, `2h`, `1d12h`. A day is 24 hours, a month
/// 30 days.
public final class DurationText {
  /// Longest first, as they are written in a combination.
  private static final Map<String, Long> SECONDS = new LinkedHashMap<>();

  static {
    SECONDS.put("mo", 30 * 86_400L);
    SECONDS.put("w", 7 * 86_400L);
    SECONDS.put("d", 86_400L);
    SECONDS.put("h", 3_600L);
    SECONDS.put("min", 60L);
    SECONDS.put("s", 1L);
  }

  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("m", "min or mo"),
          Map.entry("sec", "s"),
          Map.entry("secs", "s"),
          Map.entry("second", "s"),
          Map.entry("seconds", "s"),
          Map.entry("mins", "min"),
          Map.entry("minute", "min"),
          Map.entry("minutes", "min"),
          Map.entry("hr", "h"),
          Map.entry("hrs", "h"),
          Map.entry("hour", "h"),
          Map.entry("hours", "h"),
          Map.entry("day", "d"),
          Map.entry("days", "d"),
          Map.entry("week", "w"),
          Map.entry("weeks", "w"),
          Map.entry("month", "mo"),
          Map.entry("months", "mo"));

  private static final Pattern WHOLE = Pattern.compile("(?:\\d+\\s*\\p{Alpha}+\\s*)+");
  private static final Pattern PART = Pattern.compile("(\\d+)(\\s*)(\\p{Alpha}+)");

  /// What may follow the number.
  public static final List<String> UNITS = List.of("s", "min", "h", "d", "w", "mo");

  private DurationText() {}

  public sealed interface Parsed {
    record Span(Duration duration) implements Parsed {}

    record Wrong(String message) implements Parsed {}
  }

  public static Parsed parse(String text) {
    String trimmed = text.strip();
    if (!WHOLE.matcher(trimmed).matches())
      return new Parsed.Wrong(
          "\"" + text + "\" is no duration: write a number and a unit, as 2h or 1d12h");
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(trimmed);
    while (part.find()) {
      String unit = part.group(3);
      Long seconds = SECONDS.get(unit);
      if (seconds == null) return new Parsed.Wrong(unknown(unit));
      if (!part.group(2).isEmpty())
        return new Parsed.Wrong(
            "no space between the number and its unit: " + part.group(1) + unit);
      if (part.group(1).length() > 9)
        return new Parsed.Wrong("\"" + text + "\" is too long a time");
      sum = sum.plusSeconds(Math.multiplyExact(Long.parseLong(part.group(1)), seconds));
    }
    return new Parsed.Span(sum);
  }

  private static String unknown(String unit) {
    String meant = MEANT.get(unit.toLowerCase(java.util.Locale.ROOT));
    return "unknown unit \"" + unit + "\"" + (meant == null ? "" : "; did you mean " + meant + "?");
  }

  /// The shortest text that parses to `duration` (whole seconds).
  public static String format(Duration duration) {
    long rest = duration.toSeconds();
    if (rest == 0) return "0s";
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Long> unit : SECONDS.entrySet()) {
      long count = rest / unit.getValue();
      if (count > 0) text.append(count).append(unit.getKey());
      rest -= count * unit.getValue();
    }
    return text.toString();
  }
}
