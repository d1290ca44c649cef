package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway redrive`.
@Command(
    name = "redrive",
    description = "Puts dead letters back into line: they resume at the step that failed.")
final class RedriveCommand extends EngineCommand {
  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  private static final class Which {
    @Parameters(paramLabel = "TASK", arity = "1", description = "the id of a task")
    @Nullable String task;

    @Option(names = "--all", description = "all of the tenant")
    boolean all;
  }

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    String path = Engine.path("tenants", fairway.tenant(), "dead-letters");
    List<String> tasks = new ArrayList<>();
    if (which.all) engine.all(path).forEach(each -> tasks.add(each.path("task").asText()));
    else tasks.add(Objects.requireNonNull(which.task));
    List<JsonNode> redriven = new ArrayList<>();
    for (String task : tasks) {
      JsonNode answer =
          engine.post(
              Engine.path("tenants", fairway.tenant(), "dead-letters", task, "redrive"),
              "application/json",
              "");
      redriven.add(answer);
      if (!fairway.json()) fairway.line("redriven " + task);
    }
    if (fairway.json()) fairway.json(redriven);
    else if (tasks.isEmpty()) fairway.line("There are no dead letters.");
  }
}
