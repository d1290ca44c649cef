package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Console;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Campaigns that take leads in every day, through the running engine; a day passes at once.
@Tag("tour")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class ScheduleIT {
  private static final String TENANT = "schedules";
  private static final int LEADS = 1_200;
  private static final String FILES =
      """
      apiVersion: fairway.dev/v1
      kind: Fields
      metadata: { name: lead }
      spec: { points: score, more: score }
      ---
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: daily }
      spec:
        schedule: { every: day, at: "09:00", zone: UTC }
        maxMembers: 600
        filters: { rules: [{ field: country, op: is, value: US }] }
        qualification: every
        flow: [{ step: count, do: score.change, with: { score: points, change: +1 } }]
      ---
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: crowded }
      spec:
        schedule: { every: day, at: "09:00", zone: UTC }
        maxMembers: 599
        filters: { rules: [{ field: country, op: is, value: US }] }
        flow: [{ step: count, do: score.change, with: { score: more, change: +1 } }]
      """;

  private final Engine engine;
  private final Console console;

  ScheduleIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
  }

  private String path(String rest) {
    return "/tenants/" + TENANT + rest;
  }

  private void leads() {
    var lines = new StringBuilder();
    for (int i = 0; i < LEADS; i++)
      lines
          .append(
              "{\"id\":\"s%04d\",\"fields\":{\"country\":\"%s\"}}"
                  .formatted(i, i % 2 == 0 ? "US" : "CA"))
          .append('\n');
    console.post(path("/leads"), "application/x-ndjson", lines.toString()).ok();
  }

  private JsonNode runs(String campaign) {
    return console.get(path("/campaigns/" + campaign)).ok().body().path("runs");
  }

  private void aDayPasses() {
    Rest.at(engine)
        .contentType("application/json")
        .body("{\"advance\":\"1d\"}")
        .put("/api/v1/local/clock")
        .then()
        .statusCode(200);
  }

  private JsonNode ended(String campaign, Instant due) {
    return Await.until(
            "the run of " + campaign + " due at " + due,
            Await.LONG,
            () -> runs(campaign),
            runs ->
                runs.path("lastRun").path("due").asText().equals(due.toString())
                    && runs.path("lastRun").hasNonNull("ended"))
        .path("lastRun");
  }

  /// Points of all leads together.
  private long sum(String field) {
    long sum = 0;
    for (int i = 0; i < LEADS; i++)
      sum +=
          console
              .lead(TENANT, "s%04d".formatted(i))
              .map(lead -> lead.path("fields").path(field).asLong(0))
              .orElse(0L);
    return sum;
  }

  @Test
  void whom_the_filters_choose_enters_once_a_day_and_too_many_do_not() {
    console.tenant(TENANT, "{\"database\":\"leads1\"}");
    console.apply(TENANT, FILES);
    leads();
    for (String campaign : new String[] {"daily", "crowded"})
      console.post(path("/campaigns/" + campaign + "/activate"), "application/json", "").ok();
    Instant first = Instant.parse(runs("daily").path("nextRun").asText());
    assertThat(first.toString()).endsWith("T09:00:00Z");
    assertThat(runs("daily").path("lastRun").isNull()).isTrue();

    aDayPasses();
    JsonNode done = ended("daily", first);
    assertThat(done.path("state").asText()).isEqualTo("done");
    assertThat(done.path("members").asInt()).isEqualTo(LEADS / 2);
    JsonNode aborted = ended("crowded", first);
    assertThat(aborted.path("state").asText()).isEqualTo("aborted");
    assertThat(aborted.path("reason").asText()).contains("maxMembers: 599");
    Await.until("points", Await.LONG, () -> sum("points"), sum -> sum == LEADS / 2);

    Instant second = Instant.parse(runs("daily").path("nextRun").asText());
    assertThat(second).isEqualTo(first.plus(Duration.ofDays(1)));
    aDayPasses();
    assertThat(ended("daily", second).path("members").asInt()).isEqualTo(LEADS / 2);
    Await.until("points of two days", Await.LONG, () -> sum("points"), sum -> sum == LEADS);
    assertThat(sum("more")).isZero();
  }
}
