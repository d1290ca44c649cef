package dev.fairway.world;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.fairway.world.client.Console;
import dev.fairway.world.client.Counters;
import dev.fairway.world.client.Walk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("tour")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class MetricsIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final Engine engine;
  private final Console console;

  MetricsIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
    Walk.prepare(console, "metrics", "{\"database\":\"leads1\"}");
  }

  /// So that every function of the way of a task is alive.
  private void walk(String lead) {
    Rest.event(engine, "metrics", lead, "metrics", "world.stepped", lead)
        .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .body("{\"n\":1}")
        .post("/events")
        .then()
        .statusCode(202);
    Await.until(
        "both steps of " + lead,
        Await.LONG,
        () -> Walk.end(console, "metrics", lead),
        end -> end.map(e -> e.effects().size() == 2).orElse(false));
  }

  @Test
  void every_function_tells_its_health_and_its_metrics() {
    walk(Fresh.name("measured"));

    List<Engine.Function> functions = engine.functions();

    assertThat(functions).extracting(Engine.Function::name).contains("enqueue", "dispatch");
    for (Engine.Function function : functions) {
      String base = "http://localhost:" + function.port();
      given().get(base + "/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
      given().get(base + "/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
      given().get(base + "/q/metrics").then().statusCode(200).body(containsString("# TYPE"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fairway_tasks_accepted_total",
        "fairway_wait_seconds",
        "fairway_connection_held_seconds"
      })
  void the_engine_sums_the_metrics_it_promises_by_name(String name) {
    walk(Fresh.name("summed"));

    Rest.at(engine).get("/q/metrics").then().statusCode(200).body(containsString(name));
  }

  @Test
  void accepted_tasks_are_counted() {
    walk(Fresh.name("counted"));

    // since the function started, which may have been just now
    assertThat(accepted()).isGreaterThanOrEqualTo(1);
  }

  private double accepted() {
    return Counters.sum(
        console.metrics(),
        line ->
            line.startsWith("fairway_tasks_accepted_total") && line.contains("tenant=\"metrics\""));
  }

  @Test
  void health_of_the_whole_engine_is_told_in_one_place() {
    Rest.at(engine).get("/q/health/live").then().statusCode(200);
    Rest.at(engine).get("/q/health/ready").then().statusCode(200);
  }

  /// The sender's trace id stands in the log line of the edge, and in the activities that were
  /// committed with the steps.
  @Test
  void one_trace_id_leads_from_the_request_to_the_commit() {
    String lead = Fresh.name("traced");
    walk(lead);

    assertThat(console.activities("metrics", lead))
        .filteredOn(a -> !a.path("step").asText("").isEmpty() && !a.path("step").isNull())
        .hasSize(2)
        .allSatisfy(
            a -> assertThat(a.path("attributes").path("traceparent").asText()).contains(TRACE));
    Set<String> seen =
        Await.until(
            "the trace id in the log of enqueue",
            Await.LONG,
            this::logsWithTrace,
            logs -> logs.stream().anyMatch(l -> l.contains("enqueue")));
    Dial.say("trace", "seen in " + seen);
  }

  private Set<String> logsWithTrace() {
    try (Stream<Path> files = Files.walk(engine.data())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".log"))
          .filter(MetricsIT::tellsTrace)
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean tellsTrace(Path file) {
    try (Stream<String> lines = Files.lines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.contains(TRACE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
