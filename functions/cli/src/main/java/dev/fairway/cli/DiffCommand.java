package dev.fairway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `fairway diff`.
@Command(
    name = "diff",
    description =
        "Tells what apply would change: created, changed, unchanged. A changed campaign is compared as"
            + " its author wrote it, a changed declaration by what it says.")
final class DiffCommand extends EngineCommand {
  private static final String CAMPAIGN = "Campaign";

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "files, or folders of them")
  private List<Path> given = List.of();

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    GivenFiles files = GivenFiles.read(files(fairway, given));
    JsonNode items = ApplyCommand.apply(fairway, engine, files, true).path("items");
    for (JsonNode item : items) {
      if (!item.path("result").asText().equals("changed")) continue;
      List<String> diff = diff(fairway, engine, files, item);
      ((ObjectNode) item).put("diff", String.join("\n", diff));
    }
    if (fairway.json()) fairway.json(Engine.JSON.createObjectNode().set("items", items));
    else show(fairway, items);
  }

  private static void show(Fairway fairway, JsonNode items) {
    var table = new Table();
    for (JsonNode item : items)
      table.row(item.path("result"), item.path("kind"), item.path("name"));
    List<String> lines = table.lines();
    for (int i = 0; i < lines.size(); i++) {
      fairway.line(lines.get(i));
      if (items.get(i).has("diff")) fairway.line(items.get(i).path("diff").asText());
    }
  }

  private static List<String> diff(Fairway fairway, Engine engine, GivenFiles files, JsonNode item)
      throws Refused, Unreachable, InterruptedException {
    String kind = item.path("kind").asText();
    String name = item.path("name").asText();
    GivenFiles.Document given =
        files.documents().stream()
            .filter(each -> each.source().kind().equals(kind) && each.source().name().equals(name))
            .findFirst()
            .orElseThrow();
    String before = "stored " + kind + " " + name;
    String after = given.file() + ":" + given.source().line();
    String written = given.source().text();
    if (kind.equals(CAMPAIGN)) {
      String stored = engine.yaml(Engine.path("tenants", fairway.tenant(), "campaigns", name));
      return UnifiedDiff.of(before, unmarked(stored), after, unmarked(written));
    }
    JsonNode stored = engine.get(Engine.path("tenants", fairway.tenant(), "assets", kind, name));
    return UnifiedDiff.of(before, Yaml.sorted(stored.toString()), after, Yaml.sorted(written));
  }

  /// A marker says only where a document stood in its file.
  private static String unmarked(String source) {
    return source.replaceFirst("^---[ \t]*\r?\n", "");
  }
}
