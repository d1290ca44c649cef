package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;

/// `fairway dead-letters`.
@Command(name = "dead-letters", description = "Tells which tasks failed for good, newest first.")
final class DeadLettersCommand extends EngineCommand {
  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    List<JsonNode> dead = engine.all(Engine.path("tenants", fairway.tenant(), "dead-letters"));
    if (fairway.json()) {
      fairway.json(dead);
      return;
    }
    if (dead.isEmpty()) {
      fairway.line("There are none.");
      return;
    }
    var table = new Table();
    table.header("task", "campaign", "lead", "step", "error");
    for (JsonNode task : dead)
      table.row(
          task.path("task"),
          task.path("campaign"),
          task.path("lead"),
          task.path("at"),
          task.path("error"));
    table.lines().forEach(fairway::line);
  }
}
