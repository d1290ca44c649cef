package dev.fairway.visit;

import java.util.Map;

/// A child campaign that a task runs, as the task's memory keeps it.
///
/// @param step that runs it; the ids of the child's steps begin with its id
/// @param campaign number of the child
/// @param version that was active when the step began
/// @param parent it sees the tokens of its parent
record Frame(String step, int campaign, int version, boolean parent) {
  static Frame of(Map<?, ?> json) {
    return new Frame(
        String.valueOf(json.get("step")),
        number(json, "campaign"),
        number(json, "version"),
        "parent".equals(json.get("tokens")));
  }

  private static int number(Map<?, ?> json, String key) {
    if (json.get(key) instanceof Number number) return number.intValue();
    throw new IllegalStateException("frame " + json + " has no " + key);
  }

  Map<String, Object> json() {
    return Map.of(
        "step",
        step,
        "campaign",
        (long) campaign,
        "version",
        (long) version,
        "tokens",
        parent ? "parent" : "own");
  }

  boolean holds(String id) {
    return id.startsWith(step + "/");
  }
}
