package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Flows that wait, branch and call other campaigns, through the running engine; a week passes at
/// once.
@Tag("tour")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class WaitIT {
  private static final String TENANT = "waits";
  private static final String FILES =
      """
      apiVersion: fairway.dev/v1
      kind: Fields
      metadata: { name: lead }
      spec: { points: score }
      ---
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: patient }
      spec:
        triggers: [{ on: world.waited }]
        qualification: every
        flow:
          - { step: breath, do: wait.for, with: { duration: 2s } }
          - { step: first, do: score.change, with: { score: points, change: +1 } }
          - { step: week, do: wait.for, with: { duration: 7d } }
          - step: enough
            do: choose
            cases:
              - { when: lead.points >= 11, flow: [{ step: leave, do: flow.exit, with: { reason: enough } }] }
          - { step: ask, do: campaign.request, with: { campaign: helper } }
          - { step: again, do: flow.jump, with: { step: week } }
      ---
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: helper }
      spec:
        triggers: [{ on: campaign.requested }]
        qualification: every
        flow: [{ step: help, do: score.change, with: { score: points, change: +10 } }]
      """;

  private final Engine engine;
  private final Console console;

  WaitIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
    console.tenant(TENANT, "{\"database\":\"leads1\"}");
    console.apply(TENANT, FILES);
    for (String campaign : List.of("patient", "helper"))
      console
          .post(
              "/tenants/" + TENANT + "/campaigns/" + campaign + "/activate", "application/json", "")
          .ok();
  }

  private String send(String lead, String id) {
    return Rest.at(engine)
        .contentType("application/json")
        .header("ce-specversion", "1.0")
        .header("ce-id", id)
        .header("ce-source", "waits")
        .header("ce-type", "world.waited")
        .header("ce-subject", lead)
        .header("ce-tenantid", TENANT)
        .body("{}")
        .post("/events")
        .then()
        .statusCode(202)
        .extract()
        .path("events[0].tasks[0].task");
  }

  private JsonNode task(String task) {
    return console.get("/tenants/" + TENANT + "/tasks/" + task).ok().body();
  }

  private JsonNode waiting(String task, String step) {
    return Await.until(
        "a wait at " + step,
        Await.LONG,
        () -> task(task),
        t -> t.path("state").asText().equals("waiting") && t.path("at").asText().equals(step));
  }

  private long points(String lead) {
    return console
        .lead(TENANT, lead)
        .map(l -> l.path("fields").path("points").asLong(0))
        .orElse(0L);
  }

  private void aWeekPasses() {
    Rest.at(engine)
        .contentType("application/json")
        .body("{\"advance\":\"7d\"}")
        .put("/api/v1/local/clock")
        .then()
        .statusCode(200);
  }

  @Test
  void a_week_passes_at_once_and_each_step_takes_effect_once() {
    String lead = Fresh.name("patient");
    String task = send(lead, lead);

    JsonNode first = waiting(task, "week");
    assertThat(points(lead)).isEqualTo(1);
    Instant accepted = Instant.parse(first.path("acceptedAt").asText());
    assertThat(Duration.between(accepted, Instant.parse(first.path("due").asText())))
        .isGreaterThanOrEqualTo(Duration.ofDays(7).plusSeconds(2));

    aWeekPasses();
    Await.until("the helper's points", Await.LONG, () -> points(lead), n -> n == 11);
    waiting(task, "week");

    aWeekPasses();
    Await.until(
        "the end", Await.LONG, () -> task(task), t -> t.path("state").asText().equals("done"));
    assertThat(points(lead)).isEqualTo(11);
    assertThat(console.activities(TENANT, lead))
        .extracting(row -> row.path("step").asText() + " " + row.path("type").asText())
        .filteredOn(row -> !row.startsWith("null") && !row.startsWith(" "))
        .containsExactly(
            "leave flow.exited",
            "enough flow.branched",
            "week wait.ended",
            "help person.scoreChanged",
            "week wait.started",
            "again flow.jumped",
            "ask campaign.requested",
            "enough step.skipped",
            "week wait.ended",
            "week wait.started",
            "first person.scoreChanged",
            "breath wait.ended",
            "breath wait.started");
    Rest.at(engine).get("/q/health/ready").then().body("status", equalTo("UP"));
  }
}
