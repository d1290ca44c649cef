package dev.fairway.postgres;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON of rows <-> the values of the model: String, Long, Double, Boolean, List, Map, null inside.
///
/// PostgreSQL stores no NUL character, and one such event must not fail its batch again and again:
/// NUL becomes U+FFFD, the replacement character.
final class Json {
  private static final char NUL = 0;
  private static final char REPLACEMENT = 0xFFFD;

  private Json() {}

  static String text(String text) {
    return text.indexOf(NUL) < 0 ? text : text.replace(NUL, REPLACEMENT);
  }

  static String object(Map<String, Object> values) {
    String json = new JsonObject(values).encode();
    return json.contains("\\u0000") ? new JsonObject(map(clean(values))).encode() : json;
  }

  static String array(List<String> values) {
    return new JsonArray(values.stream().map(Json::text).toList()).encode();
  }

  static Map<String, Object> read(JsonObject json) {
    return map(clean(json.getMap()));
  }

  @SuppressWarnings("unchecked") // clean makes maps with text keys of maps
  private static Map<String, Object> map(@Nullable Object cleaned) {
    return cleaned instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static @Nullable Object clean(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text(text);
      case Integer number -> number.longValue();
      case BigInteger number -> number.doubleValue();
      case Long number -> number;
      case Number number -> number.doubleValue();
      case JsonObject json -> clean(json.getMap());
      case JsonArray json -> clean(json.getList());
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> cleaned = new LinkedHashMap<>();
        map.forEach((key, inner) -> cleaned.put(text(String.valueOf(key)), clean(inner)));
        yield cleaned;
      }
      case List<?> list -> {
        List<@Nullable Object> cleaned = new ArrayList<>();
        for (Object inner : list) cleaned.add(clean(inner));
        yield cleaned;
      }
      default -> value;
    };
  }
}
