package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.fairway.model.campaign.Schedule;
import dev.fairway.ports.Runs;
import dev.fairway.ports.Runs.Run;
import dev.fairway.ports.Runs.State;
import dev.fairway.ports.Tenants;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Campaigns that take leads in by the clock, as an operator sees them.
@QuarkusTest
@QuarkusTestResource(Stores.class)
class ScheduleApiTest {
  private static final String CAMPAIGN =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: daily }
      spec:
        schedule: { every: day, at: "09:00", zone: Europe/Berlin }
        maxMembers: 3
        filters: { rules: [{ field: title, op: is not empty }] }
        flow: [{ step: trace, do: person.append, with: { attribute: trail, value: x } }]
      """;

  private static final Schedule DAILY =
      new Schedule(
          new Schedule.Days.Daily(),
          LocalTime.of(9, 0),
          Optional.of(ZoneId.of("Europe/Berlin")),
          OptionalInt.empty());

  @Inject Runs runs;
  @Inject Tenants tenants;

  private String name = "";
  private String campaign = "";

  @BeforeEach
  void a_tenant_with_leads_and_a_draft() {
    name = Api.newTenant();
    campaign = "/tenants/" + name + "/campaigns/daily";
    Api.yaml("PUT", "/tenants/" + name + "/assets/Fields/lead", CampaignsApiTest.FIELDS);
    Api.yaml("PUT", campaign, CAMPAIGN).then().statusCode(201);
    Api.put("/tenants/" + name + "/leads/ann", "{\"fields\":{\"title\":\"Chief\"}}");
    Api.put("/tenants/" + name + "/leads/bob", "{\"fields\":{}}");
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }

  private Instant next() {
    return DAILY.next(await(runs.now()), ZoneOffset.UTC);
  }

  private static ValidatableResponse get(String path) {
    return Api.get(path).then().statusCode(200);
  }

  @Test
  void it_runs_next_at_its_local_time_while_it_is_active() {
    get(campaign).body("runs.nextRun", nullValue()).body("runs.lastRun", nullValue());
    Api.post(campaign + "/activate").then().statusCode(200);
    get(campaign).body("runs.nextRun", equalTo(next().toString()));
    Api.post(campaign + "/deactivate").then().statusCode(200);
    get(campaign).body("runs.nextRun", nullValue());
  }

  @Test
  void its_last_run_says_what_became_of_it() {
    Api.post(campaign + "/activate").then().statusCode(200);
    int tenant = await(tenants.named(List.of(name))).getFirst().number();
    Instant due = next();
    Runs.Held held =
        new Runs.Held(tenant, 1, "daily", Optional.empty(), begun(due), held(tenant, due));
    Run ended =
        new Run(
            due,
            held.run().started(),
            Optional.of(due),
            State.ABORTED,
            "x",
            4,
            Optional.of("more leads pass its filters than maxMembers: 3"));
    assertThat(await(runs.save(held, ended, Optional.of(due), Duration.ZERO))).isTrue();
    get(campaign)
        .body("runs.lastRun.state", equalTo("aborted"))
        .body("runs.lastRun.members", equalTo(4))
        .body("runs.lastRun.reason", containsString("maxMembers: 3"));
  }

  private static Run begun(Instant due) {
    return new Run(due, due, Optional.empty(), State.COUNTING, "", 0, Optional.empty());
  }

  /// Due at once.
  private String held(int tenant, Instant due) {
    await(runs.plan(tenant, 1, due.minus(Duration.ofDays(2))));
    return await(runs.hold(Duration.ofMinutes(1))).orElseThrow().holder();
  }

  @Test
  void why_asks_the_filters_and_no_trigger() {
    Api.post(campaign + "/activate").then().statusCode(200);
    get("/tenants/" + name + "/leads/ann/why?campaign=daily")
        .body("answer", equalTo("nothing keeps it out: the next run lets it in"))
        .body("triggers", empty());
    get("/tenants/" + name + "/leads/bob/why?campaign=daily")
        .body("answer", equalTo("it does not pass the filters: rule 1 does not hold"));
  }

  @Test
  void it_is_simulated_as_a_run_would_take_the_lead_in() {
    String event = ", \"event\": {\"type\": \"campaign.scheduled\"}}";
    Api.send("POST", campaign + "/simulate", "application/json", "{\"lead\": \"ann\"" + event)
        .then()
        .statusCode(200)
        .body("enters", equalTo(true))
        .body("steps.step", hasItem("trace"));
    Api.send("POST", campaign + "/simulate", "application/json", "{\"lead\": \"bob\"" + event)
        .then()
        .statusCode(200)
        .body("enters", equalTo(false));
  }
}
