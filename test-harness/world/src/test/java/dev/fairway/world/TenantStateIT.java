package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Answer;
import dev.fairway.world.client.Ingress;
import dev.fairway.world.client.Load.Parcel;
import dev.fairway.world.client.Mode;
import dev.fairway.world.client.Walk;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Paused: accepted, and not run. Draining: run, and not accepted.
@Tag("chaos")
@ExtendWith(SharedEngine.class)
class TenantStateIT {
  private static final String NARROW = "\"pushWindow\":100,\"maxInFlight\":50";

  @Test
  void a_paused_tenant_takes_everything_runs_nothing_and_goes_on_in_order(Engine engine) {
    long seed = Dial.seed("pause");
    try (var run = new Run(engine, "pause", seed, 2, NARROW)) {
      become(run, "paused");
      List<Parcel> parcels = run.parcels(40, 16);
      // A wave that finds no room for all of it is buffered whole; the first two have the window
      // alone, one for each tenant at least.
      for (Parcel parcel : parcels.subList(0, 2)) run.load().run(List.of(parcel).iterator());
      run.inTwoWaves(
          parcels.subList(2, parcels.size()),
          () -> {
            for (JsonNode queue : queues(run)) {
              assertThat(queue.path("state").asText()).isEqualTo("paused");
              assertThat(queue.path("inFlight").asLong()).isZero();
              assertThat(queue.path("completed").asLong()).isZero();
              assertThat(queue.path("ready").asLong()).isPositive();
              assertThat(queue.path("buffered").asLong()).isPositive();
              assertThat(queue.path("waitByCause").path("paused").asLong()).isPositive();
            }
            become(run, "active");
          });

      run.finishClean();
    }
  }

  @Test
  void a_draining_tenant_runs_what_it_has_and_takes_nothing_new(Engine engine)
      throws InterruptedException {
    long seed = Dial.seed("drain");
    try (var run = new Run(engine, "drain", seed, 2, NARROW);
        var ingress = new Ingress(engine.uri(), 1)) {
      become(run, "paused");
      run.load().run(run.parcels(40, 8).iterator());
      become(run, "draining");
      for (String tenant : run.tenants()) {
        Answer answer =
            ingress.send(Mode.BINARY, List.of(Walk.event(tenant, "world/drain", "lead-new", 0)));
        assertThat(answer)
            .isInstanceOfSatisfying(
                Answer.Told.class, told -> assertThat(told.status()).isEqualTo(403));
      }

      assertThat(run.finish().violations()).isEmpty();
      assertThat(queues(run))
          .allSatisfy(queue -> assertThat(queue.path("completed").asLong()).isEqualTo(160));
    }
  }

  private static void become(Run run, String state) {
    for (String tenant : run.tenants())
      run.console().tenant(tenant, "{%s,\"state\":\"%s\"}".formatted(NARROW, state));
  }

  private static List<JsonNode> queues(Run run) {
    return run.console().pages("/queues").stream()
        .filter(queue -> run.tenants().contains(queue.path("tenant").asText()))
        .toList();
  }
}
