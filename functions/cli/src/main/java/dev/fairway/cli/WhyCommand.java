package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fairway why`.
@Command(
    name = "why",
    description =
        "Tells why a lead is in a campaign or not, or where a task is: what its steps did, by which"
            + " values, and what it waits for.")
final class WhyCommand extends EngineCommand {
  @ArgGroup(multiplicity = "1")
  private What what = new What();

  private static final class What {
    @Option(names = "--task", required = true, paramLabel = "ID", description = "of a task")
    @Nullable String task;

    @ArgGroup(exclusive = false)
    @Nullable Pair pair;
  }

  private static final class Pair {
    @Option(
        names = "--lead",
        required = true,
        paramLabel = "LEAD",
        description = "the id of a lead")
    String lead = "";

    @Option(
        names = "--campaign",
        required = true,
        paramLabel = "NAME",
        description = "the campaign in question")
    String campaign = "";
  }

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    JsonNode answer = what.pair == null ? task(fairway, engine) : lead(fairway, engine, what.pair);
    if (fairway.json()) {
      fairway.json(answer);
      return;
    }
    Story story = new Story(fairway::line);
    if (what.pair == null) story.task(answer);
    else lead(fairway, engine, answer, story);
  }

  private JsonNode task(Fairway fairway, Engine engine) throws Exception {
    return engine.get(Engine.path("tenants", fairway.tenant(), "tasks", String.valueOf(what.task)));
  }

  private static JsonNode lead(Fairway fairway, Engine engine, Pair pair) throws Exception {
    String campaign = URLEncoder.encode(pair.campaign, StandardCharsets.UTF_8);
    return engine.get(
        Engine.path("tenants", fairway.tenant(), "leads", pair.lead, "why")
            + "?campaign="
            + campaign);
  }

  /// The answer, and the story of the last task.
  private static void lead(Fairway fairway, Engine engine, JsonNode why, Story story)
      throws Exception {
    fairway.line(why.path("answer").asText());
    story.entry(why);
    JsonNode last = why.path("tasks").path(0).path("task");
    if (last.isMissingNode()) return;
    fairway.line("");
    story.task(engine.get(Engine.path("tenants", fairway.tenant(), "tasks", last.asText())));
  }
}
