package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway migrate`.
@Command(
    name = "migrate",
    description =
        "Takes the leads in a campaign to another version of it, where each stays at its step: all"
            + " of them, or none if one would be stranded.")
final class MigrateCommand extends EngineCommand {
  private static final String ALL = "all";

  @Parameters(paramLabel = "CAMPAIGN", description = "its name")
  private String campaign = "";

  @Option(
      names = "--from",
      required = true,
      paramLabel = "VERSION",
      description = "whose leads are meant, or all")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "they go on with; else the active one")
  private @Nullable Integer to;

  @Option(names = "--dry-run", description = "only tells; nothing moves")
  private boolean dryRun;

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    JsonNode answer =
        engine.post(
            Engine.path("tenants", fairway.tenant(), "campaigns", campaign, "migrate"),
            "application/json",
            body(fairway).toString());
    if (fairway.json()) fairway.json(answer);
    else show(fairway, answer);
  }

  private ObjectNode body(Fairway fairway) {
    ObjectNode body = Engine.JSON.createObjectNode().put("dryRun", dryRun);
    if (from.equals(ALL)) body.put("from", ALL);
    else body.put("from", version(fairway));
    if (to != null) body.put("to", to);
    return body;
  }

  private int version(Fairway fairway) {
    try {
      return Integer.parseInt(from);
    } catch (NumberFormatException e) {
      throw fairway.usage("--from is a version or \"" + ALL + "\", not \"" + from + "\"");
    }
  }

  private static void show(Fairway fairway, JsonNode answer) {
    String what = answer.path("dryRun").asBoolean() ? " would move" : " moved";
    fairway.line(
        answer.path("moved").asInt()
            + " tasks"
            + what
            + " to version "
            + answer.path("to").asInt());
    int stranded = answer.path("stranded").asInt();
    if (stranded == 0) return;
    fairway.line(stranded + " would be stranded, so that none would move:");
    for (JsonNode lead : answer.path("leads")) fairway.line(Finding.stranded(lead).text());
  }
}
