package dev.fairway.postgres.control;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `jsonb` as the model has it: String, Long, Double, Boolean, List, Map, and null inside.
final class JsonObjects {
  private JsonObjects() {}

  static Map<String, Object> toMap(JsonObject object) {
    var map = new LinkedHashMap<String, Object>();
    object.forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
    return map;
  }

  @SuppressWarnings("NullAway") // a JSON null inside an object or array is a null
  private static Object value(Object json) {
    return switch (json) {
      case null -> null;
      case JsonObject object -> toMap(object);
      case Map<?, ?> map -> toMap(new JsonObject(stringKeys(map)));
      case JsonArray array -> list(array.getList());
      case List<?> list -> list(list);
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      default -> json;
    };
  }

  private static List<Object> list(List<?> items) {
    var list = new ArrayList<Object>(items.size());
    for (Object item : items) list.add(value(item));
    return list;
  }

  private static Map<String, Object> stringKeys(Map<?, ?> map) {
    var keyed = new LinkedHashMap<String, Object>();
    map.forEach((key, item) -> keyed.put(String.valueOf(key), item));
    return keyed;
  }
}
