package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.world.fair.engine.EngineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairRunIT {
  private static final int SLOTS = 4;
  private static final int TENANTS = 3;
  private static final int TASKS = 120;
  private static final long SERVICE_MS = 40;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void a_run_tells_of_every_task_once_when_it_was_executed_in_which_slot() throws IOException {
    Map<String, String> tenantOf = scenario();

    EngineRun.run(folder, new EngineRun.Dials(2, 3 * SLOTS));

    List<JsonNode> executions = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("fairway.jsonl")))
      executions.add(JSON.readTree(line));
    assertThat(executions)
        .hasSize(TASKS)
        .allSatisfy(e -> {
          assertThat(e.path("tenant").asText()).isEqualTo(tenantOf.get(e.path("id").asText()));
          assertThat(e.path("attempt").asInt()).isOne();
          assertThat(e.path("started").asDouble()).isGreaterThan(e.path("enqueued").asDouble());
          assertThat(e.path("ended").asDouble() - e.path("started").asDouble())
              .isGreaterThan(SERVICE_MS - 1.0);
        });
    assertThat(values(executions, "id")).isEqualTo(tenantOf.keySet());
    assertThat(values(executions, "dispatched")).as("each its own lease").hasSize(TASKS);
    assertThat(mostAtOnce(executions)).isEqualTo(SLOTS);
    JsonNode told = JSON.readTree(folder.resolve("fairway.json").toFile());
    assertThat(told.path("submitted").asInt()).isEqualTo(TASKS);
    assertThat(told.path("storeCpuMicros").asLong()).isPositive();
  }

  /// Half of it at once, half a moment later; one tenant is paused meanwhile.
  ///
  /// @return tenants by task
  private Map<String, String> scenario() throws IOException {
    Files.writeString(
        folder.resolve("scenario.json"),
        """
        {"name": "small", "seed": 1, "slots": %d, "tenants": [
          {"name": "t0", "weight": 1, "maxInFlight": null, "light": false},
          {"name": "t1", "weight": 2, "maxInFlight": null, "light": true},
          {"name": "t2", "weight": 1, "maxInFlight": 1, "light": true}],
         "operations": [{"at": 20, "do": "pause", "tenant": "t1"}, {"at": 300, "do": "resume", "tenant": "t1"}],
         "note": ""}
        """
            .formatted(SLOTS));
    Map<String, String> tenantOf = new HashMap<>();
    List<String> trace = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      String tenant = "t" + i % TENANTS;
      tenantOf.put("task-" + i, tenant);
      trace.add(
          """
          {"at": %d, "id": "task-%d", "tenant": "%s", "key": "lead-%d", "serviceMs": %d}\
          """
              .formatted(i < TASKS / 2 ? 0 : 200, i, tenant, i / 2, SERVICE_MS));
    }
    Files.write(folder.resolve("trace.jsonl"), trace);
    return tenantOf;
  }

  private static Set<String> values(List<JsonNode> executions, String member) {
    Set<String> values = new HashSet<>();
    executions.forEach(e -> values.add(e.path(member).asText()));
    return values;
  }

  /// Intervals that cover the start of one of them.
  private static int mostAtOnce(List<JsonNode> executions) {
    return executions.stream()
        .mapToDouble(e -> e.path("started").asDouble())
        .mapToInt(at ->
            (int)
                executions.stream()
                    .filter(e -> e.path("started").asDouble() <= at)
                    .filter(e -> e.path("ended").asDouble() > at)
                    .count())
        .max()
        .orElse(0);
  }
}
