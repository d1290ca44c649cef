package dev.fairway.model;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The wait that a task is in, as its memory keeps it: what wakes it is read there by the journal.
///
/// @param step that waits
/// @param began when the task came to it
/// @param until when it ends in any case; empty: never by itself
/// @param on types of events that wake it: those the step waits for, and those that take the lead
///   out of the flow; none: it waits for the time alone
/// @param since what came before this time is no matter
/// @param from nor is it to the step, if it came before this time
/// @param heard activities that have been looked at in vain, by their `seq`
/// @param choice of the step, 0 if its own parameters count
/// @param watches every change of the lead wakes it, too
public record Wait(
    String step,
    Instant began,
    Optional<Instant> until,
    List<String> on,
    Instant since,
    Instant from,
    List<Long> heard,
    int choice,
    boolean watches) {
  private static final String KEY = "wait";

  /// Something may have come before it is stored: it is looked at again.
  public boolean listens() {
    return watches || !on.isEmpty();
  }

  /// Could this activity end it?
  public boolean concerns(long seq, String type, Instant at) {
    return on.contains(type) && !at.isBefore(since) && !heard.contains(seq);
  }

  public Wait heard(List<Long> more) {
    return new Wait(step, began, until, on, since, from, more, choice, watches);
  }

  public void writeTo(Map<String, Object> memory) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("step", step);
    json.put("began", began.toString());
    until.ifPresent(end -> json.put("until", end.toString()));
    if (listens()) {
      json.put("on", on);
      json.put("since", since.toString());
      json.put("from", from.toString());
      json.put("heard", heard);
      json.put("choice", (long) choice);
      if (watches) json.put("watch", true);
    }
    memory.put(KEY, json);
  }

  public static void removeFrom(Map<String, Object> memory) {
    memory.remove(KEY);
  }

  public static Optional<Wait> of(Map<String, Object> memory) {
    if (!(memory.get(KEY) instanceof Map<?, ?> json)) return Optional.empty();
    Instant began = Instant.parse(String.valueOf(json.get("began")));
    return Optional.of(
        new Wait(
            String.valueOf(json.get("step")),
            began,
            Optional.ofNullable(json.get("until")).map(until -> Instant.parse(until.toString())),
            list(json.get("on")).stream().map(String::valueOf).toList(),
            time(json.get("since"), began),
            time(json.get("from"), began),
            list(json.get("heard")).stream().map(seq -> ((Number) seq).longValue()).toList(),
            json.get("choice") instanceof Number choice ? choice.intValue() : 0,
            Boolean.TRUE.equals(json.get("watch"))));
  }

  private static Instant time(@Nullable Object value, Instant otherwise) {
    return value == null ? otherwise : Instant.parse(value.toString());
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
