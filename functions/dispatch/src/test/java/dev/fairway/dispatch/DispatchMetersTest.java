package dev.fairway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Family;
import dev.fairway.model.Lease;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.ports.FairQueue.Turn;
import dev.fairway.ports.FairQueue.Wait;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DispatchMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void waits_are_told_by_cause_and_a_cause_that_held_nothing_up_is_not() {
    List<Wait> waits =
        List.of(Wait.ofMillis(500, 300, 0, 0).shut(330, 320), Wait.ofMillis(40, 0, 0, 0).stood(7));
    var turn = new Turn(List.of(request(1, 1)), false, Optional.empty(), Instant.EPOCH, waits);
    new DispatchMeters(registry).waited(turn, number -> "tenant-" + number);

    assertThat(total("fairTurn")).isEqualTo(210);
    assertThat(total("inFlight")).isEqualTo(300);
    assertThat(total("pool")).isEqualTo(30);
    assertThat(total("line")).isEqualTo(7);
    assertThat(registry.get("fairway.wait").timers())
        .extracting(timer -> timer.getId().getTag("cause"), Timer::count)
        .containsExactlyInAnyOrder(
            tuple("fairTurn", 2L), tuple("inFlight", 1L), tuple("pool", 1L), tuple("line", 1L));
  }

  @Test
  void every_tenants_waits_are_its_own() {
    List<Wait> waits = List.of(Wait.ofMillis(5, 0, 0, 0), Wait.ofMillis(7, 0, 0, 0));
    var turn =
        new Turn(List.of(request(1), request(2)), false, Optional.empty(), Instant.EPOCH, waits);
    new DispatchMeters(registry).waited(turn, number -> "tenant-" + number);
    assertThat(registry.get("fairway.wait").timers())
        .extracting(
            timer -> timer.getId().getTag("tenant"),
            timer -> timer.totalTime(TimeUnit.MILLISECONDS))
        .containsExactlyInAnyOrder(tuple("tenant-1", 5.0), tuple("tenant-2", 7.0));
  }

  private static ActionRequest request(int... tenants) {
    List<Lease> leases =
        Arrays.stream(tenants)
            .mapToObj(tenant ->
                new QueuedTask(
                    new TaskId(new UUID(tenant, 1)),
                    tenant,
                    1,
                    1,
                    Family.PERSON,
                    Priority.NORMAL,
                    false))
            .map(task -> new Lease(task, "1-1"))
            .toList();
    return new ActionRequest(
        new Shard("leads1", 0), Family.PERSON, false, "1-2", Instant.EPOCH, leases);
  }

  private double total(String cause) {
    return registry
        .get("fairway.wait")
        .tag("cause", cause)
        .timer()
        .totalTime(TimeUnit.MILLISECONDS);
  }
}
