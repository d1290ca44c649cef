package dev.fairway.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairway.model.campaign.Evidence;
import dev.fairway.world.ActionRow.Expected;
import dev.fairway.world.ActionStage.Seen;
import dev.fairway.world.client.Console;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares what a row expects with what came of it.
final class ActionVerdict {
  private static final String ANY = "any";

  private final ActionRow row;
  private final List<String> wrong = new ArrayList<>();

  private ActionVerdict(ActionRow row) {
    this.row = row;
  }

  /// @param before when the lead had become what `before` of the row says
  /// @return a line for each row that is wrong
  static List<String> of(List<ActionRow> rows, Seen before, Seen after) {
    List<String> lines = new ArrayList<>();
    for (ActionRow row : rows) {
      ActionVerdict verdict = new ActionVerdict(row);
      verdict.judge(before, after);
      verdict.line().ifPresent(lines::add);
    }
    return lines;
  }

  /// The same of rows that are refused.
  static List<String> of(List<ActionRow> rows, Map<String, Console.Reply> refusals) {
    List<String> lines = new ArrayList<>();
    for (ActionRow row : rows) {
      ActionVerdict verdict = new ActionVerdict(row);
      verdict.judge(Objects.requireNonNull(refusals.get(row.id())));
      verdict.line().ifPresent(lines::add);
    }
    return lines;
  }

  /// What another round of the same events has changed, which is nothing.
  static List<String> changed(Seen first, Seen again) {
    List<String> lines = new ArrayList<>();
    compare("lead", first.leads(), again.leads(), lines);
    compare("history", first.histories(), again.histories(), lines);
    compare("dead letter", first.dead(), again.dead(), lines);
    if (!first.waiting().equals(again.waiting()))
      lines.add("waiting: first " + first.waiting() + ", then " + again.waiting());
    return lines;
  }

  private static void compare(
      String what, Map<String, ?> first, Map<String, ?> again, List<String> lines) {
    Set<String> all = new TreeSet<>(first.keySet());
    all.addAll(again.keySet());
    for (String id : all)
      if (!Objects.equals(first.get(id), again.get(id)))
        lines.add(what + " " + id + ": first " + first.get(id) + ", then " + again.get(id));
  }

  private Optional<String> line() {
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(row.id() + ", " + row + "\n    " + String.join("\n    ", wrong));
  }

  private void judge(Console.Reply reply) {
    Map<String, String> refused = row.expect().refused();
    for (JsonNode error : reply.body().path("errors"))
      if (error.path("path").asText().equals(refused.get("path"))
          && error.path("message").asText().contains(String.valueOf(refused.get("says")))) return;
    same("refused", refused, ActionStage.asAnswered(reply.text()));
  }

  private void judge(Seen before, Seen after) {
    Expected expect = row.expect();
    String id = row.id();
    same("erased", expect.erased(), ActionStage.asAnswered(!after.leads().containsKey(id)));
    same("waiting", expect.waiting(), ActionStage.asAnswered(after.waiting().contains(id)));
    String error = after.dead().getOrDefault(id, "");
    if (expect.failed().isEmpty() ? !error.isEmpty() : !error.contains(expect.failed()))
      same("failed", expect.failed(), ActionStage.asAnswered(error));
    JsonNode was = before.leads().get(id);
    JsonNode is = after.leads().get(id);
    if (was == null) wrong.add("no lead " + id + " before the event");
    else if (is != null) lead(was, is);
    expect
        .others()
        .forEach(
            (other, fields) -> same("lead " + other, fields, fields(after.leads().get(other))));
    history(after.histories().getOrDefault(id, List.of()), error);
  }

  private void lead(JsonNode was, JsonNode is) {
    same("fields", changed(fields(was), row.expect().fields()), fields(is));
    same(
        "memberships",
        changed(was.path("memberships"), row.expect().memberships()),
        is.path("memberships"));
    String witnessed = is.path("fields").path(ActionStage.WITNESSED).asText().strip();
    List<String> types =
        Arrays.stream(witnessed.split(" ")).filter(type -> !type.isEmpty()).sorted().toList();
    same("events", row.expect().events(), ActionStage.asAnswered(types));
  }

  /// Those that a row may be about.
  private static JsonNode fields(@Nullable JsonNode lead) {
    if (lead == null) return MissingNode.getInstance();
    ObjectNode fields = lead.path("fields").deepCopy();
    return fields.remove(List.of(ActionStage.WITNESSED, ActionStage.TOUCHED));
  }

  /// @param changes null or empty = not there any more
  private static JsonNode changed(JsonNode was, Map<String, ?> changes) {
    ObjectNode is = was.deepCopy();
    changes.forEach((name, value) -> {
      JsonNode now = ActionStage.asAnswered(value);
      if (now.isNull() || now.isObject() && now.isEmpty()) is.remove(name);
      else is.set(name, now);
    });
    return is;
  }

  /// @param error of the dead letter: what the step notes says the same
  private void history(List<JsonNode> history, String error) {
    Expected expect = row.expect();
    if (expect.erased()) return;
    List<JsonNode> own =
        history.stream().filter(line -> line.path("campaign").asText().equals(row.id())).toList();
    if (!expect.steps().isEmpty())
      same(
          "steps",
          expect.steps(),
          ActionStage.asAnswered(own.stream().map(ActionVerdict::step).toList()));
    if (!expect.activity().isEmpty() || expect.steps().isEmpty())
      same(
          "activity",
          activity(error),
          ActionStage.asAnswered(
              own.stream()
                  .filter(line -> line.path("step").asText().equals("s"))
                  .map(line -> Map.of(line.path("type").asText(), attributes(line)))
                  .toList()));
  }

  /// Without the trace, which is another each time, and what decided between choices.
  private static JsonNode attributes(JsonNode line) {
    ObjectNode attributes = line.path("attributes").deepCopy();
    return attributes.without(List.of("traceparent", Evidence.KEY));
  }

  private static String step(JsonNode line) {
    return line.path("step").asText() + " " + line.path("type").asText();
  }

  private List<Map<String, Map<String, Object>>> activity(String error) {
    Expected expect = row.expect();
    if (!expect.skipped().isEmpty()) return List.of(why("step.skipped", expect.skipped()));
    if (expect.failed().isEmpty() || !expect.activity().isEmpty()) return expect.activity();
    return List.of(why("step.failed", error.replace(row.action() + ": ", "")));
  }

  private Map<String, Map<String, Object>> why(String type, String reason) {
    Map<String, Object> why = new LinkedHashMap<>(Map.of("action", row.action()));
    why.put("reason", reason);
    return Map.of(type, why);
  }

  private void same(String what, Object expected, JsonNode actual) {
    JsonNode full = filled(ActionStage.asAnswered(expected), actual);
    if (!full.equals(actual)) wrong.add(what + ": expected " + full + ", not " + actual);
  }

  /// What is expected, with what is there instead of each `any`; a list of it is any list.
  private static JsonNode filled(JsonNode expected, JsonNode actual) {
    if (expected.asText().equals(ANY) && !actual.isMissingNode()) return actual;
    if (expected instanceof ObjectNode object) {
      ObjectNode full = ActionStage.JSON.createObjectNode();
      object
          .properties()
          .forEach(
              each -> full.set(each.getKey(), filled(each.getValue(), actual.path(each.getKey()))));
      return full;
    }
    if (expected instanceof ArrayNode array) {
      if (array.size() == 1 && array.get(0).asText().equals(ANY)) return actual;
      ArrayNode full = ActionStage.JSON.createArrayNode();
      for (int i = 0; i < array.size(); i++) full.add(filled(array.get(i), actual.path(i)));
      return full;
    }
    return expected;
  }
}
