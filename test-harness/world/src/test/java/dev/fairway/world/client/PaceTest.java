package dev.fairway.world.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void nobody_goes_on_before_its_time() {
    var pace = new Pace(System.nanoTime(), Duration.ofMillis(5));

    for (int nth = 0; nth < 4; nth++) {
      pace.await(nth);
      assertThat(System.nanoTime()).isGreaterThanOrEqualTo(pace.due(nth));
    }
    assertThat(pace.due(3) - pace.due(0)).isEqualTo(15_000_000);
  }

  @Test
  void who_is_interrupted_waits_no_longer() {
    var pace = new Pace(System.nanoTime(), Duration.ofSeconds(10));
    Thread.currentThread().interrupt();

    pace.await(1);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(System.nanoTime()).isLessThan(pace.due(1));
  }
}
