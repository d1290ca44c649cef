package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;

/// `fairway queues`.
@Command(name = "queues", description = "Tells what every tenant has waiting and running.")
final class QueuesCommand extends EngineCommand {
  private static final String[] COLUMNS = {
    "tenant",
    "mode",
    "state",
    "ready",
    "inFlight",
    "buffered",
    "waiting",
    "oldestReadyMs",
    "completed",
    "dead"
  };

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    List<JsonNode> queues = engine.all(Engine.path("queues"));
    if (fairway.json()) {
      fairway.json(queues);
      return;
    }
    var table = new Table();
    table.header(COLUMNS);
    for (JsonNode queue : queues)
      table.row(Arrays.stream(COLUMNS).map(queue::path).toArray(JsonNode[]::new));
    table.lines().forEach(fairway::line);
  }
}
