package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Walk;
import dev.fairway.world.history.LeadEnd;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names chosen to escape from keys, paths and scripts.
@Tag("input")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class HostileIT {
  private static final String TENANT = "hostile";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Engine engine;
  private final Console console;

  HostileIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
    Walk.prepare(console, TENANT, "{\"database\":\"leads2\"}");
  }

  private Response send(String tenant, String id, String lead) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("specversion", "1.0")
            .put("id", id)
            .put("source", "hostile")
            .put("type", "world.stepped")
            .put("subject", lead)
            .put("tenantid", tenant);
    event.putObject("data").put("n", 1);
    return Rest.at(engine)
        .header("content-type", "application/cloudevents+json")
        .body(event.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post("/events");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "..%2F..%2Fadmin",
        "a/b?c=d#e",
        "zoë 🦊 漢字",
        "e\u0301 is not é",
        "{leads1:0}:clock",
        "'; DROP TABLE task; --",
        "\"}],\"x\":[{\"",
        "a,b|c:d",
        "${jndi:ldap://x}",
        "%00",
        " spaces kept? ",
        "{{system.secret}}"
      })
  void any_printable_text_is_a_lead_id_and_stays_what_it_is(String lead) {
    String id = Fresh.name("hostile") + lead;

    send(TENANT, id, lead)
        .then()
        .statusCode(202)
        .body("events[0].id", equalTo(id))
        .body("events[0].tasks[0].state", equalTo("accepted"));

    LeadEnd end =
        Await.until(
                "the lead " + lead,
                Await.LONG,
                () -> Walk.end(console, TENANT, lead),
                e -> e.map(x -> x.effects().size() == 2).orElse(false))
            .orElseThrow();
    assertThat(end.ledgers().get(Walk.CAMPAIGN)).isEqualTo(new LeadEnd.Ledger(List.of("1"), 1));
    assertThat(console.lead(TENANT, lead).orElseThrow().path("id").asText()).isEqualTo(lead);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nul\u0000byte", "line\nfeed", "\u001b[31m", "\ufffe"})
  void control_characters_are_refused(String lead) {
    Response answer = send(TENANT, Fresh.name("control"), lead);

    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a} x {b", "{leads1:0}", "../hostile", "Hostile", "a b", "ü", "x'--", "*", ""})
  void a_tenant_name_that_could_be_more_than_a_name_is_refused(String tenant) {
    Response answer = send(tenant, Fresh.name("tenant"), "lead");

    assertThat(answer.statusCode()).as(answer.asString()).isIn(400, 403);
    if (!tenant.isEmpty()) {
      int put =
          console.put("/tenants/" + Console.segment(tenant), "application/json", "{}").status();
      assertThat(put).isIn(400, 404, 422);
    }
  }
}
