package dev.fairway.model.campaign;

import dev.fairway.model.campaign.ActionSpec.ParameterType;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Times as the parameters of waits write them.
public final class WaitText {
  /// As files write them, Monday first.
  public static final List<String> WEEKDAYS =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  public static final String LEAD_ZONE = "lead";
  public static final String TENANT_ZONE = "tenant";

  private static final Duration LONGEST = Duration.ofDays(3_660);
  private static final Pattern CLOCK = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");

  private WaitText() {}

  static FieldType.Reading read(ParameterType type, Object written) {
    if (type == ParameterType.WEEKDAYS) return weekdays(written);
    String text = String.valueOf(written).strip();
    if (text.isEmpty()) return new FieldType.Reading.Empty();
    return switch (type) {
      case DURATION -> duration(text, false);
      case PERIOD ->
          duration(text, false) instanceof FieldType.Reading.Value(Duration none) && none.isZero()
              ? new FieldType.Reading.Wrong("must be longer than nothing")
              : duration(text, false);
      case OFFSET -> duration(text.startsWith("+") ? text.substring(1) : text, true);
      case TIME ->
          CLOCK.matcher(text).matches()
              ? new FieldType.Reading.Value(LocalTime.parse(text))
              : new FieldType.Reading.Wrong("must be a time of day such as 09:00");
      case DAY -> date(text);
      case ZONE -> zone(text);
      default -> throw new IllegalArgumentException("no time: " + type);
    };
  }

  private static FieldType.Reading duration(String text, boolean signed) {
    boolean negative = signed && text.startsWith("-");
    return switch (DurationText.parse(negative ? text.substring(1) : text)) {
      case DurationText.Parsed.Wrong(String message) -> new FieldType.Reading.Wrong(message);
      case DurationText.Parsed.Span(Duration span) ->
          span.compareTo(LONGEST) > 0
              ? new FieldType.Reading.Wrong("must be at most " + LONGEST.toDays() + "d")
              : new FieldType.Reading.Value(negative ? span.negated() : span);
    };
  }

  private static FieldType.Reading weekdays(Object written) {
    List<Object> names = new ArrayList<>();
    if (written instanceof List<?> list) names.addAll(list);
    else names.add(written);
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (Object name : names) {
      int day = WEEKDAYS.indexOf(String.valueOf(name).toLowerCase(Locale.ROOT));
      if (day < 0)
        return new FieldType.Reading.Wrong(
            "\"" + name + "\" is no day of the week: " + String.join(", ", WEEKDAYS));
      days.add(DayOfWeek.of(day + 1));
    }
    return new FieldType.Reading.Value(days);
  }

  /// A datetime is its day as written.
  private static FieldType.Reading date(String text) {
    return FieldType.DATE.read(text) instanceof FieldType.Reading.Value(String day)
        ? new FieldType.Reading.Value(LocalDate.parse(day))
        : new FieldType.Reading.Wrong("must be a date such as 2026-12-31");
  }

  private static FieldType.Reading zone(String text) {
    if (text.equals(LEAD_ZONE) || text.equals(TENANT_ZONE))
      return new FieldType.Reading.Value(text);
    try {
      return new FieldType.Reading.Value(ZoneId.of(text).getId());
    } catch (DateTimeException e) {
      return new FieldType.Reading.Wrong(
          "must be lead, tenant or a time zone such as Europe/Berlin");
    }
  }
}
