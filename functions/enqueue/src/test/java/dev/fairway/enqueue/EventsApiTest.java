package dev.fairway.enqueue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.fairway.model.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `POST /events` as marketing systems see it.
@QuarkusTest
class EventsApiTest {
  private static final String TYPE = "api.formFilled";

  @BeforeAll
  static void a_tenant_with_a_campaign() {
    RestAssured.config =
        RestAssuredConfig.config()
            .encoderConfig(
                EncoderConfig.encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false));
    World world = Twins.WORLD;
    world.tenant("api", 10_000, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
    world.tenant("tiny", 1, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
    world.campaign("api", "greet", TYPE);
    world.campaign("tiny", "greet", TYPE);
  }

  private static String event(String id, String tenant, String rest) {
    return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"%s\",\"tenantid\":\"%s\"%s}"
        .formatted(id, TYPE, tenant, rest);
  }

  private static String of(String id) {
    return event(id, "api", ",\"subject\":\"lead-1\",\"data\":{\"n\":1}");
  }

  private static ValidatableResponse structured(String body) {
    return given()
        .contentType("application/cloudevents+json")
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post("/events")
        .then();
  }

  private static ValidatableResponse batch(String... events) {
    return given()
        .contentType("application/cloudevents-batch+json")
        .body("[" + String.join(",", events) + "]")
        .post("/events")
        .then();
  }

  @Test
  void one_event_in_each_mode_is_202_with_its_task() {
    given()
        .header("ce-specversion", "1.0")
        .header("ce-id", "binary-1")
        .header("ce-source", "/s")
        .header("ce-type", TYPE)
        .header("ce-tenantid", "api")
        .header("ce-subject", "lead-1")
        .contentType("application/json")
        .body("{\"n\":1}")
        .post("/events")
        .then()
        .statusCode(202)
        .contentType("application/json")
        .body("events", hasSize(1))
        .body("events[0].id", equalTo("binary-1"))
        .body("events[0].tasks[0].campaign", equalTo("greet"))
        .body("events[0].tasks[0].state", equalTo("accepted"));
    structured(of("structured-1")).statusCode(202).body("events.id", contains("structured-1"));
    batch(of("batch-1"), of("batch-2"))
        .statusCode(202)
        .body("events.id", contains("batch-1", "batch-2"))
        .body("events.tasks.flatten().state", contains("accepted", "accepted"));
  }

  @Test
  void a_redelivery_in_another_mode_is_a_duplicate() {
    structured(of("again")).statusCode(202);
    batch(of("again")).statusCode(202).body("events[0].tasks[0].state", equalTo("duplicate"));
    structured(event("again", "api", ",\"subject\":\"lead-1\",\"data\":{\"n\":2}"))
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", equalTo("https://fairway.dev/problems/other-content"));
  }

  @Test
  void a_batch_with_an_invalid_event_is_400_with_its_place_and_nothing_is_stored() {
    batch(of("half-1"), "{\"id\":\"x\"}", event("half-3", "api", ""))
        .statusCode(400)
        .body("invalid.index", contains(1))
        .body("invalid[0].reason", equalTo("attribute 'specversion' is missing"));
    batch(of("half-1"), event("half-3", "api", ""), event("half-4", "NO!", ",\"subject\":\"l\""))
        .statusCode(400)
        .body("invalid.index", contains(1, 2))
        .body("invalid[0].reason", containsString("data.email"))
        .body("invalid[1].reason", containsString("'tenantid'"));
    structured(of("half-1")).statusCode(202).body("events[0].tasks[0].state", equalTo("accepted"));
  }

  @Test
  void nothing_triggered_is_202_without_tasks_and_so_is_an_empty_batch() {
    structured(of("quiet").replace(TYPE, "nobody.listens"))
        .statusCode(202)
        .body("events[0].tasks", empty());
    batch().statusCode(202).body("events", empty());
  }

  @Test
  void whose_event_must_be_said() {
    structured(event("whose", "api", "")).statusCode(400).body("detail", containsString("subject"));
    structured(event("whose", "api", ",\"data\":{\"email\":\"a@example.com\"}")).statusCode(202);
  }

  @Test
  void a_tenant_must_be_named_and_known() {
    structured(of("t").replace(",\"tenantid\":\"api\"", ""))
        .statusCode(400)
        .body("detail", equalTo("attribute 'tenantid' is missing"));
    structured(of("t").replace("\"tenantid\":\"api\"", "\"tenantid\":\"nobody\""))
        .statusCode(403)
        .contentType("application/problem+json");
  }

  @Test
  void tenant_names_that_reach_for_keys_are_400() {
    for (String name : new String[] {"a} x {b", "*", "a:b", "../a", "A", "x".repeat(41)})
      structured(of("t").replace("\"tenantid\":\"api\"", "\"tenantid\":\"" + name + "\""))
          .statusCode(400);
  }

  @Test
  void strange_ids_are_just_ids() {
    for (String id : new String[] {"../../etc/passwd", "漢字 😀", "a} x {b", "'; DROP TABLE task--"})
      structured(of(id)).statusCode(202).body("events[0].id", equalTo(id));
    structured(of("nul\\u0000")).statusCode(400);
  }

  @Test
  void deeper_than_the_cap_is_refused_for_good() {
    structured(event("deep", "api", ",\"subject\":\"l\",\"depth\":\"8\"")).statusCode(202);
    structured(event("deeper", "api", ",\"subject\":\"l\",\"depth\":\"9\""))
        .statusCode(400)
        .body("type", equalTo("https://fairway.dev/problems/depth-exceeded"));
  }

  @Test
  void without_room_it_is_429_with_a_time_to_come_back() {
    Twins.WORLD.tenant("tiny", 1, 0, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
    String two = event("r1", "tiny", ",\"subject\":\"l\"");
    batch(two, two.replace("r1", "r2")).statusCode(429).header("Retry-After", "1");
    structured(two).statusCode(202).body("events[0].tasks[0].state", equalTo("accepted"));
  }

  @Test
  void oversized_events_are_413_alone_and_400_with_their_place_in_a_batch() {
    String large =
        event("large", "api", ",\"subject\":\"l\",\"data\":\"" + "x".repeat(262_144) + "\"");
    structured(large).statusCode(413).contentType("application/problem+json");
    batch(of("small"), large).statusCode(400).body("invalid.index", contains(1));
  }

  @Test
  void a_thousand_events_in_one_batch_keep_their_places() {
    String[] events =
        IntStream.range(0, 1_000).mapToObj(i -> of("many-" + i)).toArray(String[]::new);
    var ids = batch(events).statusCode(202).extract().jsonPath().getList("events.id", String.class);
    assertThat(ids)
        .isEqualTo(
            IntStream.range(0, 1_000).mapToObj(i -> "many-" + i).collect(Collectors.toList()));
  }

  @Test
  void an_event_by_the_broker_enters_at_the_root() {
    given()
        .contentType("application/cloudevents+json")
        .body(of("by-broker"))
        .post("/")
        .then()
        .statusCode(204);
    structured(of("by-broker")).body("events[0].tasks[0].state", equalTo("duplicate"));
    given()
        .contentType("application/cloudevents+json")
        .body(of("x").replace("\"tenantid\":\"api\"", "\"tenantid\":\"nobody\""))
        .post("/")
        .then()
        .statusCode(403);
  }

  @Test
  void other_methods_are_405_and_other_media_415() {
    given().get("/events").then().statusCode(405).header("Allow", "POST");
    given()
        .contentType("text/plain")
        .header("ce-id", "1")
        .body("x")
        .post("/events")
        .then()
        .statusCode(415);
  }

  @Test
  void accepted_tasks_are_counted_by_tenant_and_readiness_needs_no_store() {
    structured(of("counted")).statusCode(202);
    given()
        .get("/q/metrics")
        .then()
        .body(containsString("fairway_tasks_accepted_total{room=\"enqueue\",tenant=\"api\"}"));
    given().get("/q/health/ready").then().statusCode(200);
  }
}
