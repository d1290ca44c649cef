package dev.fairway.model.campaign;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// What a tenant declares beside its campaigns.
public sealed interface Declaration {
  String kind();

  String name();

  /// Fields of `name` (only `lead` so far).
  record Fields(String name, Map<String, FieldType> fields) implements Declaration {
    @Override
    public String kind() {
      return "Fields";
    }
  }

  /// Data of a CloudEvent type.
  ///
  /// @param activity its events become part of the lead's history
  record EventType(String name, Map<String, FieldType> data, boolean activity)
      implements Declaration {
    @Override
    public String kind() {
      return "EventType";
    }
  }

  /// Its canonical body, as it is stored beside kind and name.
  default Map<String, Object> spec() {
    return switch (this) {
      case Fields(String name, Map<String, FieldType> fields) -> labels(fields);
      case EventType(String name, Map<String, FieldType> data, boolean activity) ->
          activity ? Map.of("data", labels(data)) : Map.of("data", labels(data), "activity", false);
    };
  }

  /// The reverse of [#spec].
  ///
  /// @throws IllegalArgumentException if it is not what `spec()` gives
  static Declaration of(String kind, String name, Map<String, Object> spec) {
    return switch (kind) {
      case "Fields" -> new Fields(name, types(spec));
      case "EventType" ->
          new EventType(
              name,
              spec.get("data") instanceof Map<?, ?> data ? types(data) : Map.of(),
              !Boolean.FALSE.equals(spec.get("activity")));
      default -> throw new IllegalArgumentException("kind " + kind);
    };
  }

  private static Map<String, Object> labels(Map<String, FieldType> types) {
    Map<String, Object> labels = new LinkedHashMap<>();
    new TreeMap<>(types).forEach((name, type) -> labels.put(name, type.label()));
    return labels;
  }

  private static Map<String, FieldType> types(Map<?, ?> labels) {
    Map<String, FieldType> types = new TreeMap<>();
    labels.forEach((name, label) ->
        types.put(
            String.valueOf(name),
            FieldType.of(String.valueOf(label))
                .orElseThrow(() -> new IllegalArgumentException("type " + label))));
    return types;
  }
}
