package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Schedule.Days;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/// Schedules as files write them; the canonical form is the same, and has `maxMembers` inside.
public final class ScheduleText {
  public static final String DAY = "day";
  public static final String WEEK = "week";
  public static final String MONTH = "month";
  public static final String MAX_MEMBERS = "maxMembers";

  private ScheduleText() {}

  static Map<String, Object> write(Schedule schedule) {
    Map<String, Object> json = new LinkedHashMap<>();
    switch (schedule.days()) {
      case Days.Daily() -> json.put("every", DAY);
      case Days.Weekly(SortedSet<DayOfWeek> on) -> {
        json.put("every", WEEK);
        json.put("on", on.stream().map(ScheduleText::weekday).toList());
      }
      case Days.Monthly(int on) -> {
        json.put("every", MONTH);
        json.put("on", (long) on);
      }
    }
    json.put("at", schedule.at().toString());
    schedule.zone().ifPresent(zone -> json.put("zone", zone.getId()));
    schedule.maxMembers().ifPresent(most -> json.put(MAX_MEMBERS, (long) most));
    return json;
  }

  static Schedule read(Definition json) {
    return new Schedule(
        days(json),
        LocalTime.parse(json.text("at")),
        json.has("zone") ? Optional.of(ZoneId.of(json.text("zone"))) : Optional.empty(),
        json.has(MAX_MEMBERS)
            ? OptionalInt.of((int) json.integer(MAX_MEMBERS))
            : OptionalInt.empty());
  }

  private static Days days(Definition json) {
    return switch (json.text("every")) {
      case DAY -> new Days.Daily();
      case WEEK -> new Days.Weekly(weekdays(json.strings("on")));
      case MONTH -> new Days.Monthly((int) json.integer("on"));
      default -> throw Definition.bad("every");
    };
  }

  private static String weekday(DayOfWeek day) {
    return WaitText.WEEKDAYS.get(day.ordinal());
  }

  /// @param names of [WaitText#WEEKDAYS]
  public static SortedSet<DayOfWeek> weekdays(List<String> names) {
    SortedSet<DayOfWeek> days = new TreeSet<>();
    for (String name : names) days.add(DayOfWeek.of(WaitText.WEEKDAYS.indexOf(name) + 1));
    return days;
  }
}
