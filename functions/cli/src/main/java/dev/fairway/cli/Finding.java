package dev.fairway.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/// One thing that is wrong with what was given.
///
/// @param file as given; empty if it is no file's
/// @param line of the file, from 1; 0 if unknown
/// @param path where in the document, as `spec.flow[1]`; may be empty
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record Finding(String file, int line, String path, String message, List<String> allowed) {
  /// More are told with `--json`.
  private static final int SHOWN = 20;

  /// As the engine tells it.
  static Finding of(JsonNode error) {
    return new Finding(
        "",
        error.path("line").asInt(),
        error.path("path").asText().replaceFirst("^\\[\\d+]\\.?", ""),
        error.path("message").asText(),
        StreamSupport.stream(error.path("allowed").spliterator(), false)
            .map(JsonNode::asText)
            .toList());
  }

  /// A lead that a migration would leave at a step that is none.
  static Finding stranded(JsonNode lead) {
    String where = "task %s of version %d stands at step %s";
    return new Finding(
        "",
        0,
        "lead " + lead.path("lead").asText(),
        where.formatted(
            lead.path("task").asText(), lead.path("version").asInt(), lead.path("at").asText()),
        List.of());
  }

  Finding at(String otherFile, int otherLine) {
    return new Finding(otherFile, otherLine, path, message, allowed);
  }

  /// `file:line: path: message (allowed: ...)`.
  String text() {
    String where = file.isEmpty() ? "" : line > 0 ? file + ":" + line + ": " : file + ": ";
    return where + (path.isEmpty() ? "" : path + ": ") + message.replaceAll("\\R", " ") + choice();
  }

  private String choice() {
    if (allowed.isEmpty()) return "";
    String more = allowed.size() > SHOWN ? ", ... " + allowed.size() + " in all" : "";
    return " (allowed: "
        + String.join(", ", allowed.subList(0, Math.min(SHOWN, allowed.size())))
        + more
        + ")";
  }
}
