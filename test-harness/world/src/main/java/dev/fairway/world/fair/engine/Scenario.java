package dev.fairway.world.fair.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// What a run is asked to do: `scenario.json` and `trace.jsonl` of one folder.
///
/// @param slots tasks executed at once
/// @param tasks by the time they are submitted at
record Scenario(
    String name, int slots, List<Party> tenants, List<Operation> operations, List<Task> tasks) {

  /// A tenant.
  ///
  /// @param maxInFlight empty: as many as there are slots
  record Party(String name, int weight, OptionalInt maxInFlight) {}

  /// What an operator or fate does.
  ///
  /// @param at milliseconds since the start
  /// @param tenant empty for a kill
  record Operation(long at, Deed deed, String tenant) {}

  enum Deed {
    PAUSE,
    RESUME,
    KILL
  }

  /// @param at milliseconds since the start
  /// @param lead about whom it is: tasks of one lead are executed in order
  record Task(long at, String id, String tenant, String lead, long serviceMs) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  static Scenario read(Path folder) {
    try (Stream<String> lines = Files.lines(folder.resolve("trace.jsonl"))) {
      JsonNode scenario = JSON.readTree(folder.resolve("scenario.json").toFile());
      List<Party> tenants = new ArrayList<>();
      scenario.path("tenants").forEach(tenant -> tenants.add(party(tenant)));
      List<Operation> operations = new ArrayList<>();
      scenario.path("operations").forEach(one -> operations.add(operation(one)));
      return new Scenario(
          scenario.required("name").asText(),
          scenario.required("slots").asInt(),
          tenants,
          operations,
          lines.filter(line -> !line.isBlank()).map(Scenario::task).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("no scenario in " + folder, e);
    }
  }

  private static Party party(JsonNode tenant) {
    JsonNode most = tenant.path("maxInFlight");
    return new Party(
        tenant.required("name").asText(),
        tenant.path("weight").asInt(1),
        most.isNumber() ? OptionalInt.of(most.asInt()) : OptionalInt.empty());
  }

  private static Operation operation(JsonNode one) {
    Deed deed =
        switch (one.required("do").asText()) {
          case "pause" -> Deed.PAUSE;
          case "resume" -> Deed.RESUME;
          case "kill" -> Deed.KILL;
          default -> throw new IllegalArgumentException("unknown operation: " + one);
        };
    return new Operation(one.required("at").asLong(), deed, one.path("tenant").asText(""));
  }

  private static Task task(String line) {
    try {
      JsonNode task = JSON.readTree(line);
      return new Task(
          task.required("at").asLong(),
          task.required("id").asText(),
          task.required("tenant").asText(),
          task.required("key").asText(),
          task.required("serviceMs").asLong());
    } catch (IOException e) {
      throw new UncheckedIOException("no task: " + line, e);
    }
  }

  /// Time in which the slots could do it all, if they were never empty.
  double idealMs() {
    return (double) tasks.stream().mapToLong(Task::serviceMs).sum() / slots;
  }
}
