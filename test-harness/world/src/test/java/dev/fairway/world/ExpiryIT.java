package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.fairway.world.client.Console;
import dev.fairway.world.client.Walk;
import dev.fairway.world.history.LeadEnd;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("tour")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class ExpiryIT {
  private final Engine engine;
  private final Console console;

  ExpiryIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
    Walk.prepare(console, "expiry", "{\"database\":\"leads2\"}");
  }

  private ValidatableResponse send(String lead, int n, Instant expiry) {
    return Rest.event(engine, "expiry", lead + "-" + n, "expiry", "world.stepped", lead)
        .header("ce-expirytime", expiry.toString())
        .body("{\"n\":" + n + "}")
        .post("/events")
        .then();
  }

  /// Another test may have moved it.
  private Instant engineTime() {
    return Rest.advance(engine, "0s");
  }

  @Test
  void what_has_expired_is_told_so_and_never_runs() {
    String lead = Fresh.name("late");
    Instant now = engineTime();

    String task =
        send(lead, 1, now.minus(Duration.ofHours(1)))
            .statusCode(202)
            .body("events[0].tasks[0].state", equalTo("expired"))
            .extract()
            .path("events[0].tasks[0].task");
    send(lead, 2, now.plus(Duration.ofHours(1)))
        .statusCode(202)
        .body("events[0].tasks[0].state", equalTo("accepted"));

    LeadEnd end =
        Await.until(
                "the second event's steps",
                Await.LONG,
                () -> Walk.end(console, "expiry", lead),
                e -> e.map(x -> x.effects().size() >= 2).orElse(false))
            .orElseThrow();
    assertThat(end.ledgers().get(Walk.CAMPAIGN)).isEqualTo(new LeadEnd.Ledger(List.of("2"), 1));
    assertThat(console.get("/tenants/expiry/tasks/" + task).ok().body().path("state").asText())
        .isEqualTo("expired");
  }
}
