package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway apply`.
@Command(
    name = "apply",
    description =
        "Stores documents: all of them or, if one has an error, none. They may refer to one another,"
            + " in whatever files they stand. Campaigns become drafts.")
final class ApplyCommand extends EngineCommand {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "files, or folders of them")
  private List<Path> given = List.of();

  @Option(names = "--dry-run", description = "check everything, store nothing")
  private boolean dryRun;

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    GivenFiles files = GivenFiles.read(files(fairway, given));
    JsonNode applied = apply(fairway, engine, files, dryRun);
    if (fairway.json()) {
      fairway.json(applied);
      return;
    }
    var table = new Table();
    for (JsonNode item : applied.path("items"))
      table.row(item.path("result"), item.path("kind"), item.path("name"));
    table.lines().forEach(fairway::line);
    if (dryRun) fairway.line("Nothing was stored.");
    for (JsonNode warning : applied.path("warnings"))
      fairway.note("warning: " + Engine.JSON.treeToValue(warning, Finding.class).text());
  }

  /// Sends all files as one.
  ///
  /// @return the engine's answer, its warnings in the places of the files
  static JsonNode apply(Fairway fairway, Engine engine, GivenFiles files, boolean dryRun)
      throws Refused, Unreachable, InterruptedException {
    String path =
        Engine.path("tenants", fairway.tenant(), "apply") + (dryRun ? "?dryRun=true" : "");
    try {
      var applied = (ObjectNode) engine.post(path, Engine.YAML, files.whole());
      var warnings = Engine.JSON.createArrayNode();
      for (JsonNode warning : applied.path("warnings"))
        warnings.addPOJO(files.placed(Finding.of(warning)));
      return applied.set("warnings", Engine.JSON.valueToTree(warnings));
    } catch (Refused refused) {
      throw refused.map(files::placed);
    }
  }
}
