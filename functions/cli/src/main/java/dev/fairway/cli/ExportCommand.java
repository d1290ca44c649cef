package dev.fairway.cli;

import picocli.CommandLine.Command;

/// `fairway export`.
@Command(
    name = "export",
    description =
        "Prints everything the tenant declared, its campaigns included, as YAML for apply; with --json"
            + " as a list of documents.")
final class ExportCommand extends EngineCommand {
  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    String yaml = engine.yaml(Engine.path("tenants", fairway.tenant(), "export"));
    if (fairway.json()) fairway.json(Yaml.values(yaml));
    else fairway.verbatim(yaml);
  }
}
