package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Walk;
import dev.fairway.world.history.LeadEnd;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a new user does first, in every mode.
@Tag("tour")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class TourIT {
  private static final String TENANT = "tour";

  private final Engine engine;
  private final Console console;

  TourIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
  }

  @BeforeAll
  void a_tenant_whose_leads_walk() {
    Walk.prepare(console, TENANT, "{\"database\":\"leads1\"}");
  }

  private RequestSpecification events() {
    return Rest.at(engine);
  }

  private static String event(String id, String lead, int n) {
    return """
    {"specversion":"1.0","id":"%s","source":"tour","type":"world.stepped","subject":"%s",
     "tenantid":"tour","datacontenttype":"application/json","data":{"n":%d}}\
    """
        .formatted(id, lead, n);
  }

  private ValidatableResponse binary(String id, String lead, int n) {
    return events()
        .contentType("application/json")
        .header("ce-specversion", "1.0")
        .header("ce-id", id)
        .header("ce-source", "tour")
        .header("ce-type", "world.stepped")
        .header("ce-subject", lead)
        .header("ce-tenantid", TENANT)
        .body("{\"n\":" + n + "}")
        .post("/events")
        .then();
  }

  private ValidatableResponse structured(String id, String lead, int n) {
    return events()
        .header("content-type", "application/cloudevents+json")
        .body(event(id, lead, n).getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post("/events")
        .then();
  }

  private LeadEnd walked(String lead, String... trail) {
    return Await.until(
            "the trail of " + lead,
            Await.LONG,
            () -> Walk.end(console, TENANT, lead),
            end ->
                end.map(e ->
                        ledger(e).score() == trail.length && e.effects().size() == 2 * trail.length)
                    .orElse(false))
        .orElseThrow();
  }

  private static LeadEnd.Ledger ledger(LeadEnd end) {
    return end.ledgers().getOrDefault(Walk.CAMPAIGN, new LeadEnd.Ledger(List.of(), 0));
  }

  @Test
  void a_binary_event_becomes_a_task_a_score_and_activities() {
    String id = Fresh.name("binary");
    String task =
        binary(id, id, 7)
            .statusCode(202)
            .body("events", hasSize(1))
            .body("events[0].id", equalTo(id))
            .body("events[0].tasks", hasSize(1))
            .body("events[0].tasks[0].campaign", equalTo("walk"))
            .body("events[0].tasks[0].state", equalTo("accepted"))
            .body("events[0].tasks[0].task", notNullValue())
            .extract()
            .path("events[0].tasks[0].task");

    LeadEnd end = walked(id, "7");

    assertThat(ledger(end).trail()).containsExactly("7");
    assertThat(end.effects())
        .allSatisfy(e -> assertThat(e.task()).isEqualTo(task))
        .extracting(LeadEnd.Effect::step)
        .containsExactlyInAnyOrder("append", "score");
    JsonNode told =
        Await.until(
            "the task is done",
            Await.LONG,
            () -> console.get("/tenants/tour/tasks/" + task).ok().body(),
            t -> t.path("state").asText().equals("done"));
    assertThat(told.path("campaign").asText()).isEqualTo("walk");
    assertThat(told.path("lead").asText()).isEqualTo(id);
  }

  @Test
  void the_event_itself_is_the_first_of_the_activities_and_seq_grows() {
    String lead = Fresh.name("history");
    structured(lead, lead, 1).statusCode(202);
    walked(lead, "1");

    List<JsonNode> newestFirst = console.activities(TENANT, lead);

    assertThat(newestFirst)
        .extracting(a -> a.path("seq").asLong())
        .isSortedAccordingTo(java.util.Comparator.<Long>reverseOrder());
    assertThat(newestFirst).extracting(a -> a.path("type").asText()).contains("world.stepped");
    assertThat(newestFirst).allSatisfy(a -> assertThat(a.path("at").asText()).endsWith("Z"));
  }

  @Test
  void a_batch_is_answered_event_by_event_and_keeps_its_order_per_lead() {
    String lead = Fresh.name("batch");
    String batch =
        "[%s,%s,%s]"
            .formatted(
                event(lead + "-1", lead, 1),
                event(lead + "-2", lead, 2),
                event(lead + "-3", lead, 3));

    events()
        .header("content-type", "application/cloudevents-batch+json")
        .body(batch.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post("/events")
        .then()
        .statusCode(202)
        .body("events.id", equalTo(List.of(lead + "-1", lead + "-2", lead + "-3")))
        .body("events.tasks.state.flatten()", equalTo(List.of("accepted", "accepted", "accepted")));

    assertThat(ledger(walked(lead, "1", "2", "3")).trail()).containsExactly("1", "2", "3");
  }

  @Test
  void a_redelivered_event_says_duplicate_and_changes_nothing() {
    String lead = Fresh.name("again");
    String task =
        structured(lead, lead, 5).statusCode(202).extract().path("events[0].tasks[0].task");
    LeadEnd before = walked(lead, "5");

    binary(lead, lead, 5)
        .statusCode(202)
        .body("events[0].tasks[0].state", equalTo("duplicate"))
        .body("events[0].tasks[0].task", equalTo(task));
    // a later event of the lead runs behind everything the duplicate could have caused
    structured(lead + "-later", lead, 6).statusCode(202);
    LeadEnd after = walked(lead, "5", "6");

    assertThat(ledger(after).trail()).containsExactly("5", "6");
    assertThat(after.effects()).containsAll(before.effects()).hasSize(4);
  }

  @Test
  void the_same_id_with_other_content_is_refused_and_changes_nothing() {
    String lead = Fresh.name("other");
    structured(lead, lead, 1).statusCode(202);
    walked(lead, "1");

    structured(lead, lead, 2)
        .statusCode(422)
        .contentType("application/problem+json")
        .body("status", equalTo(422))
        .body("detail", notNullValue());

    structured(lead + "-later", lead, 3).statusCode(202);
    assertThat(ledger(walked(lead, "1", "3")).trail()).containsExactly("1", "3");
  }

  @Test
  void an_event_that_matches_nothing_is_taken_and_remembered() {
    String lead = Fresh.name("nothing");

    events()
        .header("content-type", "application/cloudevents+json")
        .body(event(lead, lead, 1).replace("world.stepped", "world.unheard"))
        .post("/events")
        .then()
        .statusCode(202)
        .body("events[0].tasks", hasSize(0));

    Await.until(
        "the event among the lead's activities",
        Await.LONG,
        () -> console.lead(TENANT, lead).map(l -> console.activities(TENANT, lead)),
        all ->
            all.map(list ->
                    list.stream().anyMatch(a -> a.path("type").asText().equals("world.unheard")))
                .orElse(false));
  }
}
