package dev.fairway.console;

import dev.fairway.model.campaign.Nearest;
import dev.fairway.model.campaign.Problem;
import dev.fairway.runtime.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A JSON object as it was sent, read key by key; whatever is wrong becomes a finding. Keys that
/// nobody asked for are problems too, with the nearest name. A null counts as not given.
final class Given {
  private static final int BYTES = 1 << 20;

  private final Map<?, ?> object;
  private final String path;
  private final List<Problem> problems;
  private final Set<String> asked = new LinkedHashSet<>();

  Given(Map<?, ?> object, String path, List<Problem> problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  /// @param body no text at all counts as `{}`
  static Given body(byte[] body, List<Problem> problems) {
    return new Given(object(body), "", problems);
  }

  static Map<?, ?> object(byte[] body) {
    if (body.length > BYTES)
      throw dev.fairway.runtime.Refusal.tooLarge("the body is larger than " + BYTES + " bytes");
    if (body.length == 0) return Map.of();
    try {
      if (Json.read(body) instanceof Map<?, ?> object) return object;
    } catch (Json.Invalid e) {
      throw Refusals.malformed("the body: " + e.reason());
    }
    throw Refusals.malformed("the body must be a JSON object");
  }

  /// Call it after all keys were asked for.
  void nothingElse() {
    for (Object key : object.keySet()) {
      String name = String.valueOf(key);
      if (!asked.contains(name)) {
        String nearest = Nearest.hint(name, asked);
        problems.add(
            new Problem(
                at(name), 0, "there is no key " + Names.shown(name) + nearest, list(asked)));
      }
    }
  }

  OptionalInt integer(String name, int min, int max) {
    Optional<Object> value = value(name);
    if (value.isEmpty()) return OptionalInt.empty();
    if (value.get() instanceof Long number && number >= min && number <= max)
      return OptionalInt.of(number.intValue());
    String range = min + ".." + max;
    wrong(name, "must be an integer of " + range, List.of(range));
    return OptionalInt.empty();
  }

  /// @return false if it is not given
  boolean flag(String name) {
    Optional<Object> value = value(name);
    if (value.isEmpty()) return false;
    if (value.get() instanceof Boolean flag) return flag;
    wrong(name, "must be true or false", List.of("true", "false"));
    return false;
  }

  Optional<String> text(String name, String allowed) {
    Optional<Object> value = value(name);
    if (value.isEmpty()) return Optional.empty();
    if (value.get() instanceof String text) return Optional.of(text);
    wrong(name, "must be text", List.of(allowed));
    return Optional.empty();
  }

  <E extends Enum<E>> Optional<E> oneOf(String name, E[] constants) {
    Optional<Object> value = value(name);
    if (value.isEmpty()) return Optional.empty();
    for (E constant : constants)
      if (Names.label(constant).equals(value.get())) return Optional.of(constant);
    List<String> labels = Names.labels(constants);
    String nearest = value.get() instanceof String text ? Nearest.hint(text, labels) : "";
    wrong(name, "must be one of " + String.join(", ", labels) + nearest, labels);
    return Optional.empty();
  }

  Optional<Given> object(String name) {
    Optional<Object> value = value(name);
    if (value.isEmpty()) return Optional.empty();
    if (value.get() instanceof Map<?, ?> inner)
      return Optional.of(new Given(inner, at(name), problems));
    wrong(name, "must be an object", List.of("{...}"));
    return Optional.empty();
  }

  /// @param most of them
  List<Given> objects(String name, int most) {
    Optional<Object> value = value(name);
    if (value.isEmpty()) return List.of();
    List<Given> all = new ArrayList<>();
    if (value.get() instanceof List<?> list && list.size() <= most)
      for (Object each : list)
        if (each instanceof Map<?, ?> inner)
          all.add(new Given(inner, at(name) + "[" + all.size() + "]", problems));
    if (value.get() instanceof List<?> list && list.size() == all.size()) return all;
    wrong(name, "must be a list of at most " + most + " objects", List.of("[{...}]"));
    return List.of();
  }

  /// An object with keys of the sender's own.
  Optional<Map<String, Object>> map(String name) {
    Optional<Given> inner = object(name);
    if (inner.isEmpty()) return Optional.empty();
    Map<String, Object> map = new LinkedHashMap<>();
    inner.get().object.forEach((key, value) -> map.put(String.valueOf(key), value));
    return Optional.of(map);
  }

  /// One that must be there.
  Optional<Object> needed(String name, String allowed) {
    Optional<Object> value = value(name);
    if (value.isEmpty()) wrong(name, "is missing", List.of(allowed));
    return value;
  }

  Optional<Object> value(String name) {
    asked.add(name);
    return Optional.ofNullable(object.get(name));
  }

  void wrong(String name, String message, List<String> allowed) {
    problems.add(new Problem(at(name), 0, message, allowed));
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static List<String> list(Collection<String> names) {
    return List.copyOf(names);
  }
}
