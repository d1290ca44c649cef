package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What the engine tells of a task's way, as lines for a person.
record Story(Consumer<String> out) {

  void task(JsonNode task) {
    line(
        "task "
            + text(task, "task")
            + " of lead "
            + text(task, "lead")
            + " in campaign "
            + text(task, "campaign")
            + ", version "
            + text(task, "version"));
    line(text(task, "state") + ": " + text(task, "why"));
    if (!text(task, "at").isEmpty())
      line("at step " + text(task, "at") + " since " + text(task, "since"));
    if (!text(task, "error").isEmpty()) line("error: " + text(task, "error"));
    JsonNode wait = task.path("waitsFor");
    if (!wait.isMissingNode()) waits(wait);
    steps(task.path("steps"));
  }

  private void waits(JsonNode wait) {
    List<String> parts = new ArrayList<>();
    if (!wait.path("on").isEmpty()) parts.add(words(wait.path("on"), " or ") + where(wait));
    if (!text(wait, "condition").isEmpty()) parts.add(text(wait, "condition"));
    if (!text(wait, "until").isEmpty()) parts.add("until " + text(wait, "until"));
    if (!parts.isEmpty()) line("waits for " + String.join(", ", parts));
    for (JsonNode exit : wait.path("exitOn"))
      line("leaves the flow on " + words(exit.path("on"), " or ") + where(exit));
  }

  private static String where(JsonNode of) {
    return text(of, "where").isEmpty() ? "" : " where " + text(of, "where");
  }

  /// Triggers and rules.
  void entry(JsonNode why) {
    for (JsonNode trigger : why.path("triggers")) {
      String heard = text(trigger, "heard");
      String held = trigger.path("held").asBoolean() ? "it held" : "it did not hold";
      line(
          "trigger "
              + text(trigger, "on")
              + where(trigger)
              + ": "
              + (heard.isEmpty() ? "none came" : "came " + heard + ", " + held)
              + failed(trigger));
    }
    int number = 0;
    for (JsonNode rule : why.path("rules"))
      line(
          "rule "
              + ++number
              + " "
              + rule.path("rule")
              + ": "
              + holds(rule)
              + (rule.has("value") ? ", the lead has " + rule.path("value") : ""));
  }

  void steps(JsonNode steps) {
    for (JsonNode step : steps) {
      line(text(step, "at") + "  " + text(step, "step") + "  " + did(step));
      if (step.has("choice"))
        line(
            "    "
                + (step.path("choice").asInt() == 0
                    ? "no choice held"
                    : "choice " + text(step, "choice")));
      for (JsonNode condition : step.path("because")) line("      " + condition(condition));
    }
  }

  private static String did(JsonNode step) {
    if (step.has("skipped")) return "skipped: " + text(step, "skipped");
    if (step.has("failed")) return "failed: " + text(step, "failed");
    String attributes = step.path("attributes").isEmpty() ? "" : "  " + step.path("attributes");
    return text(step, "type") + attributes;
  }

  private static String condition(JsonNode condition) {
    JsonNode when = condition.path("when");
    String source =
        when.isMissingNode() ? "otherwise" : when.isTextual() ? when.asText() : when.toString();
    String values = condition.path("values").isEmpty() ? "" : "  " + condition.path("values");
    return text(condition, "choice")
        + ". "
        + source
        + ": "
        + holds(condition)
        + values
        + failed(condition);
  }

  private static String holds(JsonNode of) {
    return of.path("holds").asBoolean() ? "holds" : "does not hold";
  }

  private static String failed(JsonNode of) {
    return text(of, "failed").isEmpty() ? "" : ", failed: " + text(of, "failed");
  }

  private static String words(JsonNode list, String between) {
    List<String> words = new ArrayList<>();
    list.forEach(each -> words.add(each.asText()));
    return words.stream().collect(Collectors.joining(between));
  }

  /// Empty if it is null or not there.
  static String text(JsonNode of, String key) {
    JsonNode value = of.path(key);
    return value.isNull() || value.isMissingNode() ? "" : value.asText();
  }

  private void line(String text) {
    out.accept(text.replaceAll("\\R", " "));
  }
}
