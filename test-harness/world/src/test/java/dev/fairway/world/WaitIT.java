package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Console;
import io.restassured.response.ValidatableResponse;
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
      metadata: { name: listener }
      spec:
        triggers: [{ on: world.asked }]
        exitOn: [{ on: world.left }]
        flow:
          - step: answer
            do: wait.until
            with: { on: world.answered, where: event.n == 7, timeout: 2d }
            then: [{ step: yes, do: score.change, with: { score: points, change: +1 } }]
            onTimeout: [{ step: no, do: score.change, with: { score: points, change: -1 } }]
          - { step: pause, do: wait.for, with: { duration: 30d } }
      ---
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: watcher }
      spec:
        triggers: [{ on: world.watched }]
        qualification: every
        flow:
          - step: grown
            do: wait.until
            with: { until: lead.points >= 3, timeout: 30d }
            then: [{ step: yes, do: score.change, with: { score: points, change: +100 } }]
            onTimeout: [{ step: no, do: score.change, with: { score: points, change: -100 } }]
      ---
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: grower }
      spec:
        triggers: [{ on: world.grew }]
        flow: [{ step: grow, do: score.change, with: { score: points, change: +1 } }]
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
    for (String campaign : List.of("patient", "helper", "listener", "watcher", "grower"))
      console
          .post(
              "/tenants/" + TENANT + "/campaigns/" + campaign + "/activate", "application/json", "")
          .ok();
  }

  private String enter(String lead, String type) {
    return send(lead, type, 0).extract().path("events[0].tasks[0].task");
  }

  private ValidatableResponse send(String lead, String type, int n) {
    return Rest.event(engine, TENANT, lead + type + n, "waits", type, lead)
        .body("{\"n\":" + n + "}")
        .post("/events")
        .then()
        .statusCode(202);
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
    Rest.advance(engine, "7d");
  }

  @Test
  void a_condition_on_the_lead_ends_a_wait_when_the_api_or_another_campaign_makes_it_hold() {
    String lead = Fresh.name("watched");
    JsonNode wait = waiting(enter(lead, "world.watched"), "grown");
    assertThat(wait.path("waitsFor").path("condition").asText()).isEqualTo("lead.points >= 3");
    points(lead, 2);
    done(enter(lead, "world.grew"));
    Await.until("the branch of then", Await.LONG, () -> points(lead), n -> n == 103);
  }

  @Test
  void a_condition_that_the_api_makes_hold_ends_its_wait() {
    String lead = Fresh.name("patched");
    String task = enter(lead, "world.watched");
    waiting(task, "grown");
    points(lead, 3);
    done(task);
    assertThat(points(lead)).isEqualTo(103);
  }

  private void points(String lead, long points) {
    console
        .patch(
            "/tenants/" + TENANT + "/leads/" + lead, "{\"fields\": {\"points\": " + points + "}}")
        .ok();
  }

  @Test
  void a_week_passes_at_once_and_each_step_takes_effect_once() {
    String lead = Fresh.name("patient");
    String task = enter(lead, "world.waited");

    JsonNode first = waiting(task, "week");
    assertThat(points(lead)).isEqualTo(1);
    Instant accepted = Instant.parse(first.path("acceptedAt").asText());
    assertThat(Duration.between(accepted, Instant.parse(first.path("due").asText())))
        .isGreaterThanOrEqualTo(Duration.ofDays(7).plusSeconds(2));

    aWeekPasses();
    Await.until("the helper's points", Await.LONG, () -> points(lead), n -> n == 11);
    waiting(task, "week");

    aWeekPasses();
    done(task);
    assertThat(points(lead)).isEqualTo(11);
    assertThat(history(lead).reversed())
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

  private List<String> history(String lead) {
    return console.activities(TENANT, lead).reversed().stream()
        .map(row -> row.path("step").asText() + " " + row.path("type").asText())
        .filter(row -> !row.startsWith("null") && !row.startsWith(" "))
        .toList();
  }

  private void done(String task) {
    Await.until(
        "the end", Await.LONG, () -> task(task), t -> t.path("state").asText().equals("done"));
  }

  @Test
  void the_event_that_is_awaited_wakes_the_task_and_another_takes_the_lead_out() {
    String lead = Fresh.name("listener");
    String task = enter(lead, "world.asked");
    waiting(task, "answer");
    send(lead, "world.answered", 6);
    send(lead, "world.answered", 7);
    waiting(task, "pause");
    assertThat(points(lead)).isEqualTo(1);
    send(lead, "world.left", 0);
    done(task);
    assertThat(history(lead))
        .containsExactly(
            "answer wait.started",
            "answer wait.ended",
            "yes person.scoreChanged",
            "pause wait.started",
            "pause flow.exited");
  }

  @Test
  void an_answer_that_comes_with_the_question_is_not_missed() {
    String lead = Fresh.name("quick");
    String task = enter(lead, "world.asked");
    send(lead, "world.answered", 7);
    waiting(task, "pause");
    assertThat(points(lead)).isEqualTo(1);
  }
}
