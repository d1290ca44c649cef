package dev.fairway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway simulate`.
@Command(
    name = "simulate",
    description =
        "Tells what a campaign would do with a lead, step by step; waits are over at once, and"
            + " nothing is stored.")
final class SimulateCommand extends EngineCommand {
  @Parameters(paramLabel = "CAMPAIGN", description = "its name; it need not be active")
  private String campaign = "";

  @ArgGroup(multiplicity = "1")
  private Who who = new Who();

  private static final class Who {
    @Option(
        names = "--lead",
        required = true,
        paramLabel = "LEAD",
        description = "the id of a lead")
    @Nullable String id;

    @Option(
        names = "--fields",
        required = true,
        paramLabel = "JSON",
        description = "of a lead that is made up, as {\"title\": \"Chief\"}")
    @Nullable String fields;
  }

  @Option(names = "--type", required = true, paramLabel = "TYPE", description = "of the event")
  private String type = "";

  @Option(names = "--data", paramLabel = "JSON", description = "of the event")
  private @Nullable String data;

  @Option(
      names = "--events",
      paramLabel = "JSON",
      description = "what comes later: [{\"type\": ..., \"data\": {...}, \"after\": \"2h\"}]")
  private @Nullable String events;

  @Option(
      names = "--campaign-version",
      paramLabel = "NUMBER",
      description = "of the campaign; else the newest")
  private @Nullable Integer version;

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    JsonNode answer =
        engine.post(
            Engine.path("tenants", fairway.tenant(), "campaigns", campaign, "simulate"),
            "application/json",
            body(fairway).toString());
    if (fairway.json()) fairway.json(answer);
    else show(fairway, answer);
  }

  private ObjectNode body(Fairway fairway) {
    ObjectNode body = Engine.JSON.createObjectNode();
    if (who.id != null) body.put("lead", who.id);
    else body.putObject("lead").set("fields", json(fairway, "--fields", who.fields));
    ObjectNode event = body.putObject("event").put("type", type);
    if (data != null) event.set("data", json(fairway, "--data", data));
    if (events != null) body.set("events", json(fairway, "--events", events));
    if (version != null) body.put("version", version);
    return body;
  }

  private static JsonNode json(Fairway fairway, String option, @Nullable String text) {
    try {
      return Engine.JSON.readTree(text == null ? "" : text);
    } catch (JsonProcessingException e) {
      throw fairway.usage(option + " is no JSON: " + e.getOriginalMessage());
    }
  }

  private static void show(Fairway fairway, JsonNode answer) {
    boolean enters = answer.path("enters").asBoolean();
    Story story = new Story(fairway::line);
    if (!enters) {
      fairway.line("it would not enter: " + Story.text(answer, "answer"));
      story.entry(answer);
      return;
    }
    story.steps(answer.path("steps"));
    fairway.line(Story.text(answer, "until") + "  " + Story.text(answer, "answer"));
    fairway.line("lead: " + answer.path("lead").path("fields"));
    for (JsonNode event : answer.path("emits"))
      fairway.line("emits " + Story.text(event, "type") + "  " + event.path("data"));
    for (JsonNode failure : answer.path("failures"))
      fairway.line(
          "failed: " + Story.text(failure, "expression") + ": " + Story.text(failure, "why"));
  }
}
