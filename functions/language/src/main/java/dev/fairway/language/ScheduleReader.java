package dev.fairway.language;

import dev.fairway.model.campaign.Schedule;
import dev.fairway.model.campaign.Schedule.Days;
import dev.fairway.model.campaign.ScheduleText;
import dev.fairway.model.campaign.WaitText;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/// Reads the `schedule` of a campaign: `{ every: day | week | month, on, at, zone }`.
final class ScheduleReader {
  static final List<String> KEYS = List.of("every", "on", "at", "zone");
  static final List<String> EVERY =
      List.of(ScheduleText.DAY, ScheduleText.WEEK, ScheduleText.MONTH);

  private static final String CRON = "cron";
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

  private final Place place;
  private final Map<String, Place> entries;

  private ScheduleReader(Place place) {
    this.place = place;
    this.entries = place.isMap() ? place.entries() : Map.of();
  }

  /// @return empty if there are problems
  static Optional<Schedule> read(Place place, OptionalInt maxMembers) {
    if (place.isMap() && place.entries().containsKey(CRON)) {
      place
          .entries()
          .get(CRON)
          .problem("cron is not supported: say every, on and at instead", KEYS);
      return Optional.empty();
    }
    place.entries(KEYS);
    return new ScheduleReader(place).read(maxMembers);
  }

  private Optional<Schedule> read(OptionalInt maxMembers) {
    Optional<Days> days =
        place
            .required(entries, "every")
            .flatMap(every -> every.oneOf("period", EVERY))
            .flatMap(this::days);
    Optional<LocalTime> at = place.required(entries, "at").flatMap(ScheduleReader::time);
    Optional<ZoneId> zone = Optional.ofNullable(entries.get("zone")).flatMap(ScheduleReader::zone);
    return days.flatMap(some -> at.map(time -> new Schedule(some, time, zone, maxMembers)));
  }

  private Optional<Days> days(String every) {
    return switch (every) {
      case ScheduleText.DAY -> {
        if (entries.get("on") != null)
          entries
              .get("on")
              .problem("every day has no on: every week has weekdays, every month a day");
        yield Optional.of(new Days.Daily());
      }
      case ScheduleText.WEEK ->
          place.required(entries, "on").map(ScheduleReader::weekdays).map(Days.Weekly::new);
      case ScheduleText.MONTH ->
          place.required(entries, "on").flatMap(on -> on.whole(1, 31)).map(Days.Monthly::new);
      default -> throw new IllegalStateException("every " + every);
    };
  }

  private static SortedSet<DayOfWeek> weekdays(Place on) {
    SortedSet<DayOfWeek> days = new TreeSet<>();
    if (on.isList() && on.items().isEmpty()) on.problem("must name at least one weekday");
    for (Place each : on.oneOrMore())
      each.oneOf("weekday", WaitText.WEEKDAYS)
          .ifPresent(name -> days.addAll(ScheduleText.weekdays(List.of(name))));
    return days;
  }

  private static Optional<LocalTime> time(Place at) {
    Optional<String> text = at.text();
    try {
      return text.map(written -> LocalTime.parse(written, CLOCK));
    } catch (DateTimeException e) {
      at.problem("must be a time of day such as 09:00");
      return Optional.empty();
    }
  }

  /// Leads are chosen when a run begins, so it begins at one time for all of them.
  private static Optional<ZoneId> zone(Place zone) {
    Optional<String> text = zone.text().filter(name -> !name.equals(WaitText.TENANT_ZONE));
    try {
      return text.map(ZoneId::of);
    } catch (DateTimeException e) {
      zone.problem(
          "must be tenant or a time zone such as Europe/Berlin: a run has one for all leads");
      return Optional.empty();
    }
  }
}
