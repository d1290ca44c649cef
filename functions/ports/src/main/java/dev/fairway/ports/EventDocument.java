package dev.fairway.ports;

import dev.fairway.model.Event;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An [Event] as the JSON object in which stores keep it, as plain maps: which JSON library writes
/// them is the store's choice.
public final class EventDocument {
  private EventDocument() {}

  /// Absent attributes are absent keys; times are ISO-8601 in UTC.
  public static Map<String, Object> of(Event event) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("source", event.source());
    document.put("id", event.id());
    document.put("type", event.type());
    event.subject().ifPresent(subject -> document.put("subject", subject));
    event.time().ifPresent(time -> document.put("time", time.toString()));
    event.expiry().ifPresent(expiry -> document.put("expiry", expiry.toString()));
    if (event.depth() != 0) document.put("depth", (long) event.depth());
    event.traceparent().ifPresent(traceparent -> document.put("traceparent", traceparent));
    if (!event.extensions().isEmpty())
      document.put("extensions", new TreeMap<>(event.extensions()));
    document.put("data", event.data());
    return document;
  }

  /// @throws IllegalArgumentException if the document was not written by [#of]
  public static Event read(Map<String, Object> document) {
    return new Event(
        required(document, "source"),
        required(document, "id"),
        required(document, "type"),
        text(document, "subject"),
        text(document, "time").map(Instant::parse),
        text(document, "expiry").map(Instant::parse),
        document.get("depth") instanceof Number depth ? depth.intValue() : 0,
        text(document, "traceparent"),
        texts(object(document, "extensions")),
        object(document, "data"));
  }

  private static String required(Map<String, Object> document, String key) {
    return text(document, key)
        .orElseThrow(() -> new IllegalArgumentException("event without " + key));
  }

  private static Optional<String> text(Map<String, Object> document, String key) {
    return document.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static Map<String, String> texts(Map<String, Object> values) {
    Map<String, String> texts = new TreeMap<>();
    values.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  private static Map<String, Object> object(Map<String, Object> document, String key) {
    return document.get(key) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
