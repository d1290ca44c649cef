package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.fairway.world.client.Console;
import dev.fairway.world.client.Counters;
import dev.fairway.world.client.Drain;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("tour")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class DepthIT {
  private static final int CAP = 8;
  private static final String CAMPAIGN =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: serpent }
      spec:
        triggers:
          - on: world.bitten
          - on: person.scoreChanged
        qualification: every
        flow:
          - step: bite
            do: score.change
            with: { score: bites, change: "+1" }
      """;
  private static final String FIELDS =
      """
      apiVersion: fairway.dev/v1
      kind: Fields
      metadata: { name: lead }
      spec: { bites: score }
      """;

  private final Engine engine;
  private final Console console;

  DepthIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
    console.tenant("depth", "{\"database\":\"leads1\"}");
    console.apply("depth", FIELDS);
    console.activate("depth", "serpent", CAMPAIGN);
  }

  private void bite(String lead, int depth) {
    Rest.event(engine, "depth", lead, "depth", "world.bitten", lead)
        .header("ce-depth", Integer.toString(depth))
        .body("{}")
        .post("/events")
        .then()
        .statusCode(202);
  }

  private long bites(String lead) {
    return console
        .lead("depth", lead)
        .map(l -> l.path("fields").path("bites").asLong(0))
        .orElse(0L);
  }

  @Test
  void a_campaign_that_triggers_itself_ends_at_the_depth_cap() {
    String lead = Fresh.name("snake");

    bite(lead, 0);

    // depths 0 to 8 run: nine bites, and then no more
    Await.until("the last bite", Await.LONG, () -> bites(lead), n -> n >= CAP + 1);
    Drain.await(console, List.of("depth"), Await.LONG);
    assertThat(bites(lead)).isEqualTo(CAP + 1);
    assertThat(console.activities("depth", lead))
        .as("each bite stands in the history once, with its step")
        .filteredOn(activity -> activity.path("type").asText().equals("person.scoreChanged"))
        .hasSize(CAP + 1)
        .allSatisfy(activity -> assertThat(activity.path("step").asText()).isEqualTo("bite"));
    assertThat(stopped()).as("what the cap stopped is counted").isGreaterThanOrEqualTo(1);
  }

  private double stopped() {
    return Counters.sum(
        console.metrics(),
        line ->
            line.startsWith("fairway_depth_stopped_total") && line.contains("tenant=\"depth\""));
  }

  @Test
  void an_event_from_too_deep_is_refused_and_says_why() {
    Rest.event(engine, "depth", Fresh.name("deep"), "depth", "world.bitten", "nobody")
        .header("ce-depth", Integer.toString(CAP + 1))
        .body("{}")
        .post("/events")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString("depth"));
  }

  @Test
  void the_depth_an_event_comes_with_counts() {
    String lead = Fresh.name("snake");

    bite(lead, CAP - 1);

    Await.until("two bites", Await.LONG, () -> bites(lead), n -> n >= 2);
    Drain.await(console, List.of("depth"), Await.LONG);
    assertThat(bites(lead)).isEqualTo(2);
  }
}
