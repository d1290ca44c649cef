package dev.fairway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.ports.FairQueue.Turn;
import dev.fairway.ports.FairQueue.Wait;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DispatchMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void waits_are_told_by_cause_and_a_cause_that_held_nothing_up_is_not() {
    List<Wait> waits =
        List.of(Wait.ofMillis(500, 300, 0, 0).shut(330, 320), Wait.ofMillis(40, 0, 0, 0).stood(7));
    new DispatchMeters(registry)
        .leased(new Turn(List.of(), false, Optional.empty(), Instant.EPOCH, waits));

    assertThat(total("fairTurn")).isEqualTo(210);
    assertThat(total("inFlight")).isEqualTo(300);
    assertThat(total("pool")).isEqualTo(30);
    assertThat(total("line")).isEqualTo(7);
    assertThat(registry.get("fairway.wait").timers())
        .extracting(timer -> timer.getId().getTag("cause"), Timer::count)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("fairTurn", 2L),
            org.assertj.core.groups.Tuple.tuple("inFlight", 1L),
            org.assertj.core.groups.Tuple.tuple("pool", 1L),
            org.assertj.core.groups.Tuple.tuple("line", 1L));
  }

  private double total(String cause) {
    return registry
        .get("fairway.wait")
        .tag("cause", cause)
        .timer()
        .totalTime(TimeUnit.MILLISECONDS);
  }
}
