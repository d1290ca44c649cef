package dev.fairway.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// One thing wrong with what was sent. A refusal lists all of them.
///
/// @param path where, as `fields.email` or `spec.flow[2].do`
/// @param line in the text sent, where that is known
/// @param allowed what may stand there; empty if that cannot be listed
record Finding(String path, OptionalInt line, String message, List<String> allowed) {
  Finding(String path, String message, List<String> allowed) {
    this(path, OptionalInt.empty(), message, allowed);
  }

  Finding at(int line) {
    return new Finding(path, OptionalInt.of(line), message, allowed);
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", path);
    line.ifPresent(number -> json.put("line", number));
    json.put("message", message);
    json.put("allowed", allowed);
    return json;
  }
}
