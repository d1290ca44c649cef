package dev.fairway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// RFC 6902, as far as it is used. Stricter in one thing: `add` must not hide what is there.
final class JsonPatch {
  private JsonPatch() {}

  /// @return what is wrong with the first operation that cannot be done
  static Optional<String> apply(JsonNode operations, JsonNode tree) {
    for (JsonNode operation : operations) {
      Optional<String> wrong = apply(operation, tree, operation.path("path").asText());
      if (wrong.isPresent()) return wrong;
    }
    return Optional.empty();
  }

  private static Optional<String> apply(JsonNode operation, JsonNode tree, String path) {
    int slash = path.lastIndexOf('/');
    if (slash < 0) return Optional.of("path " + path + " does not begin with /");
    JsonNode holder = tree.at(path.substring(0, slash));
    String last = path.substring(slash + 1).replace("~1", "/").replace("~0", "~");
    JsonNode value = operation.path("value");
    JsonNode there = tree.at(path);
    String op = operation.path("op").asText();
    if (value.isMissingNode() != op.equals("remove")) return Optional.of(path + ": its value");
    if (op.equals("add")) return add(holder, last, value.deepCopy(), there, path);
    if (there.isMissingNode()) return Optional.of(path + " is not there");
    switch (op) {
      case "test" -> {
        if (!there.equals(value)) return Optional.of(path + " is " + there);
      }
      case "replace" -> {
        if (holder instanceof ArrayNode array) array.set(Integer.parseInt(last), value.deepCopy());
        else ((ObjectNode) holder).set(last, value.deepCopy());
      }
      case "remove" -> {
        if (holder instanceof ArrayNode array) array.remove(Integer.parseInt(last));
        else ((ObjectNode) holder).remove(last);
      }
      default -> {
        return Optional.of("operation " + op + " is not known");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> add(
      JsonNode holder, String last, JsonNode value, JsonNode there, String path) {
    switch (holder) {
      case ArrayNode array -> {
        if (last.equals("-")) array.add(value);
        else array.insert(Integer.parseInt(last), value);
      }
      case ObjectNode object -> {
        if (!there.isMissingNode()) return Optional.of(path + " is there already");
        object.set(last, value);
      }
      default -> {
        return Optional.of(path + " is not there");
      }
    }
    return Optional.empty();
  }
}
