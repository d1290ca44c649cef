package dev.fairway.model.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// A stored JSON object that is known to be of the right shape; what is not is a broken row.
record Definition(Map<?, ?> json) {

  static IllegalArgumentException bad(String what) {
    return new IllegalArgumentException("not canonical: " + what);
  }

  boolean has(String key) {
    return json.containsKey(key);
  }

  boolean isText(String key) {
    return json.get(key) instanceof String;
  }

  boolean isObject(String key) {
    return json.get(key) instanceof Map<?, ?>;
  }

  Set<String> keys() {
    Map<String, Object> sorted = new TreeMap<>();
    for (Object key : json.keySet()) sorted.put(String.valueOf(key), true);
    return sorted.keySet();
  }

  Object value(String key) {
    Object value = json.get(key);
    if (value == null) throw bad(key);
    return value;
  }

  String text(String key) {
    if (json.get(key) instanceof String text) return text;
    throw bad(key);
  }

  String textOrEmpty(String key) {
    return has(key) ? text(key) : "";
  }

  boolean isFalse(String key) {
    return Boolean.FALSE.equals(json.get(key));
  }

  long integer(String key) {
    if (json.get(key) instanceof Number number) return number.longValue();
    throw bad(key);
  }

  Duration duration(String key) {
    return duration(value(key));
  }

  static Duration duration(Object value) {
    return switch (DurationText.parse(value.toString())) {
      case DurationText.Parsed.Span(Duration duration) -> duration;
      case DurationText.Parsed.Wrong(String message) -> throw bad(message);
    };
  }

  Optional<Definition> find(String key) {
    return json.get(key) instanceof Map<?, ?> inner
        ? Optional.of(new Definition(inner))
        : Optional.empty();
  }

  Definition object(String key) {
    return find(key).orElseThrow(() -> bad(key));
  }

  /// Absent = none.
  <T> List<T> each(String key, Function<Definition, T> read) {
    List<T> all = new ArrayList<>();
    if (json.get(key) instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof Map<?, ?> inner)) throw bad(key);
        all.add(read.apply(new Definition(inner)));
      }
    }
    return List.copyOf(all);
  }

  /// Whole numbers as Long, whatever the reader of the JSON made of them.
  List<Object> values(String key) {
    List<Object> all = new ArrayList<>();
    if (json.get(key) instanceof List<?> list)
      for (Object item : list)
        all.add(item instanceof Integer small ? (Object) small.longValue() : item);
    return List.copyOf(all);
  }

  List<String> strings(String key) {
    return values(key).stream().map(String::valueOf).toList();
  }

  Map<String, String> texts(String key) {
    Map<String, String> all = new TreeMap<>();
    object(key).json().forEach((name, text) -> all.put(String.valueOf(name), String.valueOf(text)));
    return all;
  }

  Map<String, FieldType> types(String key) {
    return object(key).types();
  }

  /// All its entries as names and their types.
  Map<String, FieldType> types() {
    Map<String, FieldType> all = new TreeMap<>();
    for (String name : keys()) all.put(name, CampaignJson.readType(text(name)));
    return all;
  }
}
