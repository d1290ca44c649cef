package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Drain;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What leads are members of, from the event to the lists of members, through every family that
/// changes it.
@Tag("tour")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class MembershipIT {
  private static final String TENANT = "members";
  private static final String DECLARED =
      """
      apiVersion: fairway.dev/v1
      kind: List
      metadata: { name: registered }
      spec: {}
      ---
      apiVersion: fairway.dev/v1
      kind: List
      metadata: { name: guests }
      spec: {}
      ---
      apiVersion: fairway.dev/v1
      kind: Program
      metadata: { name: webinar-2026 }
      spec:
        channel: Webinar
        statuses: [Invited, Registered, { name: Attended, success: true }]
        streams: [Intro, Deep]
      """;
  private static final String REGISTERING =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: registering }
      spec:
        triggers: [ { on: world.registered } ]
        qualification: every
        flow:
          - { step: list, do: list.add, with: { list: registered } }
          - { step: status, do: program.status, with: { program: webinar-2026, status: Registered } }
          - { step: consent, do: consent.set, with: { channel: email, source: form } }
      """;

  /// Hears what the one above did.
  private static final String GREETING =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: greeting }
      spec:
        triggers:
          - on: program.statusChanged
            where: event.program == "webinar-2026" && event.newStatus == "Registered" && !event.success
        qualification: every
        flow:
          - { step: guest, do: list.add, with: { list: guests } }
      """;

  private final Engine engine;
  private final Console console;

  MembershipIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
    console.tenant(TENANT, "{\"database\":\"leads1\"}");
    console.apply(TENANT, DECLARED);
    console.activate(TENANT, "registering", REGISTERING);
    console.activate(TENANT, "greeting", GREETING);
  }

  private ValidatableResponse register(String id, String lead) {
    return Rest.event(engine, TENANT, id, "members", "world.registered", lead)
        .body("{}")
        .post("/events")
        .then()
        .statusCode(202);
  }

  private JsonNode memberships(String lead) {
    return console.lead(TENANT, lead).orElseThrow().path("memberships");
  }

  private List<String> members(String of) {
    return console.get("/tenants/" + TENANT + "/leads?" + of).ok().body().findValuesAsText("id");
  }

  private List<String> history(String lead) {
    return console.activities(TENANT, lead).stream().map(a -> a.path("type").asText()).toList();
  }

  @Test
  void an_event_makes_a_lead_a_member_and_a_second_delivery_changes_nothing() {
    String lead = Fresh.name("guest");
    register(lead, lead);

    Await.until(
        "the campaign that hears of it",
        Await.LONG,
        () -> memberships(lead),
        it -> it.path("lists").has("guests"));
    JsonNode member = memberships(lead);
    assertThat(member.at("/lists/registered/since").asText()).endsWith("Z");
    assertThat(member.at("/programs/webinar-2026/status").asText()).isEqualTo("Registered");
    assertThat(member.at("/programs/webinar-2026/stream").asText()).isEqualTo("Intro");
    assertThat(member.path("consents").path("email/marketing").path("state").asText())
        .isEqualTo("granted");
    assertThat(members("list=registered&limit=1000")).contains(lead);
    assertThat(members("program=webinar-2026&limit=1000")).contains(lead);
    Drain.await(console, List.of(TENANT), Await.LONG);
    long version = console.lead(TENANT, lead).orElseThrow().path("version").asLong();

    register(lead, lead).body("events[0].tasks[0].state", equalTo("duplicate"));
    register(lead + "-again", lead).body("events[0].tasks[0].state", equalTo("accepted"));
    Await.until(
        "the second registration",
        Await.LONG,
        () -> history(lead),
        types -> types.stream().filter("step.skipped"::equals).count() == 3);
    Drain.await(console, List.of(TENANT), Await.LONG);

    assertThat(memberships(lead)).isEqualTo(member);
    assertThat(console.lead(TENANT, lead).orElseThrow().path("version").asLong())
        .isEqualTo(version);
    assertThat(history(lead))
        .containsOnlyOnce("program.statusChanged", "nurture.added", "consent.granted")
        .filteredOn("list.added"::equals)
        .hasSize(2);
  }
}
