package dev.fairway.local.knative;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A place in a manifest. It knows its path, so that every complaint names where it belongs.
///
/// @param value null where nothing stands
record Node(String path, @Nullable Object value) {

  Node at(String key) {
    if (value == null) return new Node(path + "." + key, null);
    if (!(value instanceof Map<?, ?> map)) throw wrong("is no mapping");
    return new Node(path + "." + key, map.get(key));
  }

  boolean present() {
    return value != null;
  }

  /// The text of a string, or of a YAML boolean or number that stands where text is expected.
  String text() {
    if (value == null) throw wrong("is missing");
    if (value instanceof Map || value instanceof List) throw wrong("is no text");
    return value.toString();
  }

  Optional<String> optionalText() {
    return present() ? Optional.of(text()) : Optional.empty();
  }

  int integer(int absent) {
    if (!present()) return absent;
    try {
      return Integer.parseInt(text());
    } catch (NumberFormatException e) {
      throw wrong("is no whole number: " + value);
    }
  }

  double number(double absent) {
    if (!present()) return absent;
    try {
      return Double.parseDouble(text());
    } catch (NumberFormatException e) {
      throw wrong("is no number: " + value);
    }
  }

  /// A quantity of cores such as `2`, `0.5` or `500m`; 0 where none stands.
  int millicores() {
    if (!present()) return 0;
    try {
      return text().endsWith("m")
          ? Integer.parseInt(text(), 0, text().length() - 1, 10)
          : (int) Math.round(Double.parseDouble(text()) * 1_000);
    } catch (NumberFormatException e) {
      throw wrong("is no quantity of cores like 2 or 500m: " + value);
    }
  }

  /// An ISO-8601 duration, as eventing writes them.
  Duration isoDuration(Duration absent) {
    if (!present()) return absent;
    try {
      return Duration.parse(text());
    } catch (DateTimeParseException e) {
      throw wrong("is no ISO-8601 duration: " + value);
    }
  }

  /// A duration such as `6s` or `1m`, as serving's annotations write them.
  Duration goDuration(Duration absent) {
    if (!present()) return absent;
    try {
      return Duration.parse("PT" + text());
    } catch (DateTimeParseException e) {
      throw wrong("is no duration like 6s or 1m: " + value);
    }
  }

  List<Node> items() {
    if (value == null) return List.of();
    if (!(value instanceof List<?> list)) throw wrong("is no list");
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) nodes.add(new Node(path + "[" + i + "]", list.get(i)));
    return nodes;
  }

  Map<String, Node> entries() {
    if (value == null) return Map.of();
    if (!(value instanceof Map<?, ?> map)) throw wrong("is no mapping");
    Map<String, Node> nodes = new LinkedHashMap<>();
    for (Object key : map.keySet()) nodes.put(String.valueOf(key), at(String.valueOf(key)));
    return nodes;
  }

  IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(path + " " + why);
  }
}
