package dev.fairway.local.knative;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;

/// The five fields of a schedule: minute, hour, day of month, month, day of week.
record Cron(BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays) {

  static Cron read(Node schedule) {
    String[] fields = schedule.text().strip().split("\\s+");
    if (fields.length != 5) throw schedule.wrong("must have five fields: " + schedule.text());
    try {
      BitSet weekdays = field(fields[4], 0, 7);
      if (weekdays.get(7)) weekdays.set(0);
      return new Cron(
          field(fields[0], 0, 59),
          field(fields[1], 0, 23),
          field(fields[2], 1, 31),
          field(fields[3], 1, 12),
          weekdays);
    } catch (IllegalArgumentException e) {
      throw schedule.wrong("is no schedule: " + schedule.text());
    }
  }

  private static BitSet field(String text, int first, int last) {
    BitSet set = new BitSet();
    for (String part : text.split(",")) {
      String[] step = part.split("/", 2);
      String[] range = step[0].split("-", 2);
      int every = step.length == 2 ? Integer.parseInt(step[1]) : 1;
      int from = step[0].equals("*") ? first : Integer.parseInt(range[0]);
      int to = from;
      if (step[0].equals("*") || (range.length == 1 && step.length == 2)) to = last;
      else if (range.length == 2) to = Integer.parseInt(range[1]);
      if (from < first || to > last || from > to || every < 1)
        throw new IllegalArgumentException(part);
      for (int i = from; i <= to; i += every) set.set(i);
    }
    return set;
  }

  /// The first minute after `time` that matches.
  ZonedDateTime after(ZonedDateTime time) {
    ZonedDateTime next = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    ZonedDateTime horizon = time.plusYears(5);
    while (next.isBefore(horizon)) {
      if (!months.get(next.getMonthValue()) || !dayMatches(next))
        next = next.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      else if (!hours.get(next.getHour())) next = next.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      else if (!minutes.get(next.getMinute())) next = next.plusMinutes(1);
      else return next;
    }
    throw new IllegalStateException("schedule never comes due: " + this);
  }

  /// As cron has it: if both days are restricted, either suffices.
  private boolean dayMatches(ZonedDateTime time) {
    boolean day = days.get(time.getDayOfMonth());
    boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
    boolean anyDay = days.cardinality() == 31;
    boolean anyWeekday = weekdays.cardinality() >= 7;
    if (anyDay || anyWeekday) return day && weekday;
    return day || weekday;
  }
}
