package dev.fairway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fairway send`.
@Command(
    name = "send",
    description =
        "Sends CloudEvents: those of files, one or many to a file, or one that the options say. Where"
            + " an event has none, it gets a random id, the source /fairway/cli and the tenant.")
final class SendCommand extends EngineCommand {
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final int EVENTS = 100;
  private static final int CHARACTERS = 1_000_000;

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  private static final class What {
    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description = "files or folders: JSON (an event, a list, or one behind the other) or YAML")
    List<Path> files = List.of();

    @ArgGroup(exclusive = false)
    @Nullable One one;
  }

  private static final class One {
    @Option(names = "--type", required = true, paramLabel = "TYPE", description = "of the event")
    String type = "";

    @Option(names = "--subject", paramLabel = "LEAD", description = "the lead it is about")
    @Nullable String subject;

    @Option(names = "--data", paramLabel = "JSON", description = "of the event")
    @Nullable String data;

    @Option(names = "--id", paramLabel = "ID", description = "to send it again without effect")
    @Nullable String id;
  }

  /// @param file where it stands, and which one it is there, from 1; empty if in none
  private record Event(String file, int number, ObjectNode json) {}

  @Override
  void run(Fairway fairway, Engine engine) throws Exception {
    List<Event> events = what.one == null ? ofFiles(fairway) : List.of(of(fairway, what.one));
    for (Event event : events) complete(fairway, event.json());
    var answers = Engine.JSON.createArrayNode();
    for (List<Event> batch : batches(events)) {
      JsonNode answer = send(engine, batch, answers.size());
      answers.addAll((ArrayNode) answer.path("events"));
      if (!fairway.json()) answer.path("events").forEach(each -> show(fairway, each));
    }
    if (fairway.json()) fairway.json(Engine.JSON.createObjectNode().set("events", answers));
  }

  private static Event of(Fairway fairway, One one) {
    ObjectNode json = Engine.JSON.createObjectNode();
    json.put("type", one.type);
    if (one.id != null) json.put("id", one.id);
    if (one.subject != null) json.put("subject", one.subject);
    if (one.data != null) json.set("data", data(fairway, one.data));
    return new Event("", 1, json);
  }

  private static JsonNode data(Fairway fairway, String text) {
    try {
      return Engine.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw fairway.usage("--data is no JSON: " + e.getOriginalMessage());
    }
  }

  private static void complete(Fairway fairway, ObjectNode event) {
    if (!event.has("specversion")) event.put("specversion", "1.0");
    if (!event.has("id")) event.put("id", UUID.randomUUID().toString());
    if (!event.has("source")) event.put("source", "/fairway/cli");
    if (!event.has("tenantid")) event.put("tenantid", fairway.tenant());
  }

  private List<Event> ofFiles(Fairway fairway) throws Refused {
    List<Event> events = new ArrayList<>();
    List<Finding> wrong = new ArrayList<>();
    for (Path file : files(fairway, what.files)) {
      String name = file.toString();
      List<JsonNode> values = values(file, wrong);
      for (int i = 0; i < values.size(); i++)
        if (values.get(i) instanceof ObjectNode json) events.add(new Event(name, i + 1, json));
        else wrong.add(at(name, i + 1, "is no object"));
    }
    if (wrong.isEmpty() && events.isEmpty())
      throw new Refused(0, "no event stands in the files", List.of());
    if (!wrong.isEmpty()) throw Refused.files(wrong);
    return events;
  }

  private static Finding at(String file, int number, String message) {
    return new Finding(file, 0, "event " + number, message, List.of());
  }

  /// Lists in their places.
  private static List<JsonNode> values(Path file, List<Finding> wrong) throws Refused {
    List<JsonNode> values = new ArrayList<>();
    for (JsonNode value : documents(file, wrong))
      if (value.isArray()) value.forEach(values::add);
      else if (!value.isNull()) values.add(value);
    return values;
  }

  private static List<JsonNode> documents(Path file, List<Finding> wrong) throws Refused {
    String text = GivenFiles.text(file);
    try {
      if (!file.toString().endsWith(".json")) return Yaml.values(text);
      try (var all = Engine.JSON.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
        return all.readAll();
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      wrong.add(
          new Finding(file.toString(), line, "", "not JSON: " + e.getOriginalMessage(), List.of()));
    } catch (IOException e) {
      throw new IllegalStateException("reading a String failed", e);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(0);
      wrong.add(new Finding(file.toString(), line, "", "not YAML: " + e.getProblem(), List.of()));
    } catch (YamlEngineException e) {
      wrong.add(new Finding(file.toString(), 0, "", "not YAML: " + e.getMessage(), List.of()));
    }
    return List.of();
  }

  private static List<List<Event>> batches(List<Event> events) {
    List<List<Event>> batches = new ArrayList<>();
    int characters = 0;
    for (Event event : events) {
      int length = event.json().toString().length();
      characters += length;
      if (batches.isEmpty() || batches.getLast().size() == EVENTS || characters > CHARACTERS) {
        batches.add(new ArrayList<>());
        characters = length;
      }
      batches.getLast().add(event);
    }
    return batches;
  }

  /// @param before events that were taken, which a refusal must not hide
  private static JsonNode send(Engine engine, List<Event> batch, int before)
      throws Refused, Unreachable, InterruptedException {
    var body = Engine.JSON.createArrayNode();
    batch.forEach(event -> body.add(event.json()));
    try {
      return engine.post("/events", BATCH, body.toString());
    } catch (Refused refused) {
      String taken = before == 0 ? "" : "; the first " + before + " events were taken";
      List<Finding> findings =
          refused.findings().stream()
              .map(each -> placed(batch.get(each.line() - 1), each, taken))
              .toList();
      throw new Refused(refused.status(), refused.message() + taken, findings);
    }
  }

  private static Finding placed(Event event, Finding finding, String taken) {
    return at(event.file(), event.number(), finding.message() + taken);
  }

  private static void show(Fairway fairway, JsonNode event) {
    String id = event.path("id").asText();
    if (event.path("tasks").isEmpty()) fairway.line(id + "  taken, no campaign heard of it");
    for (JsonNode task : event.path("tasks"))
      fairway.line(
          String.join(
              "  ",
              id,
              task.path("state").asText(),
              task.path("campaign").asText(),
              task.path("task").asText()));
  }
}
