package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway tail`.
@Command(
    name = "tail",
    description =
        "Prints activities of a lead, or tasks of the tenant whenever their state changes, as they"
            + " come. Ctrl-C ends it. It looks once a second, at the 100 newest tasks.")
final class TailCommand extends EngineCommand {
  private static final int PAGE = 100;

  @Parameters(arity = "0..1", paramLabel = "LEAD", description = "the id of a lead; else tasks")
  private @Nullable String lead;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "COUNT",
      defaultValue = "10",
      description = "what was there before, 0 to 100 (default: ${DEFAULT-VALUE})")
  private int lines;

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    if (lines < 0 || lines > PAGE)
      throw fairway.usage("--lines is 0 to " + PAGE + ", not " + lines);
    Feed feed = lead == null ? new Tasks(fairway, engine) : new Activities(fairway, engine, lead);
    List<JsonNode> before = feed.next();
    show(fairway, before.subList(Math.max(0, before.size() - lines), before.size()));
    while (!Thread.interrupted()) {
      TimeUnit.SECONDS.sleep(1);
      show(fairway, feed.next());
    }
  }

  private void show(Fairway fairway, List<JsonNode> items) {
    for (JsonNode item : items)
      if (fairway.json()) fairway.json(item);
      else fairway.line(lead == null ? task(item) : activity(item));
  }

  private static String task(JsonNode task) {
    return words(task, "acceptedAt", "task", "campaign", "lead", "state", "why", "error");
  }

  private static String activity(JsonNode activity) {
    String attributes = activity.path("attributes").toString();
    return words(activity, "at", "type", "campaign", "step") + "  " + attributes;
  }

  private static String words(JsonNode item, String... keys) {
    return Stream.of(keys)
        .map(item::path)
        .filter(value -> !value.isNull() && !value.isMissingNode())
        .map(JsonNode::asText)
        .collect(Collectors.joining("  "));
  }

  /// What is new since it was asked last, oldest first.
  private interface Feed {
    List<JsonNode> next() throws Refused, Unreachable, InterruptedException;
  }

  private static final class Activities implements Feed {
    private final Engine engine;
    private final String path;
    private long seen = -1;

    Activities(Fairway fairway, Engine engine, String lead) {
      this.engine = engine;
      this.path = Engine.path("tenants", fairway.tenant(), "leads", lead, "activities");
    }

    /// The list goes from new to old: it is read back to what was seen, the first time one page.
    @Override
    public List<JsonNode> next() throws Refused, Unreachable, InterruptedException {
      List<JsonNode> fresh = new ArrayList<>();
      boolean more = true;
      for (String cursor = ""; more; ) {
        JsonNode page = engine.get(path + "?limit=" + PAGE + cursor);
        for (JsonNode each : page.path("items"))
          if (each.path("seq").asLong() > seen) fresh.add(each);
        JsonNode next = page.path("next");
        more = seen >= 0 && next.isTextual() && fresh.size() % PAGE == 0 && !fresh.isEmpty();
        cursor = "&cursor=" + next.asText();
      }
      if (!fresh.isEmpty()) seen = fresh.getFirst().path("seq").asLong();
      return fresh.reversed();
    }
  }

  private static final class Tasks implements Feed {
    private final Engine engine;
    private final String path;
    private Map<String, String> states = Map.of();

    Tasks(Fairway fairway, Engine engine) {
      this.engine = engine;
      this.path = Engine.path("tenants", fairway.tenant(), "tasks") + "?limit=" + PAGE;
    }

    @Override
    public List<JsonNode> next() throws Refused, Unreachable, InterruptedException {
      Map<String, String> now = new HashMap<>();
      List<JsonNode> fresh = new ArrayList<>();
      for (JsonNode task : engine.get(path).path("items")) {
        String id = task.path("task").asText();
        String state = task.path("state").asText();
        now.put(id, state);
        if (!state.equals(states.get(id))) fresh.add(task);
      }
      states = now;
      return fresh.reversed();
    }
  }
}
