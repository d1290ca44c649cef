package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AutoscalerTest {
  private static final long SECOND = 1_000_000_000L;
  private long now;

  private static Scaling scaling(int min, int max, double target, int delaySeconds) {
    return new Scaling(
        min,
        max,
        target,
        Duration.ofSeconds(60),
        0.1,
        2,
        Duration.ofSeconds(delaySeconds),
        Duration.ZERO);
  }

  private int after(Autoscaler autoscaler, int seconds, double concurrency, int ready) {
    int desired = -1;
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      autoscaler.record(now, concurrency);
      desired = autoscaler.desired(now, ready);
    }
    return desired;
  }

  @Test
  @Obeys(Rule.SCALE_FOLLOWS_THE_AVERAGE_OVER_THE_TARGET)
  void the_average_of_the_window_over_the_target_is_rounded_up() {
    Autoscaler autoscaler = new Autoscaler(scaling(0, 10, 7, 0));
    assertThat(after(autoscaler, 60, 15, 3)).isEqualTo(3);
    assertThat(after(autoscaler, 61, 14, 3)).isEqualTo(2);
  }

  @Test
  @Obeys(Rule.SCALE_FOLLOWS_PANIC_AT_ONCE)
  void twice_the_need_within_the_panic_window_is_followed_at_once() {
    Autoscaler autoscaler = new Autoscaler(scaling(0, 10, 1, 0));
    after(autoscaler, 60, 1, 1);
    assertThat(after(autoscaler, 6, 8, 1)).isEqualTo(8);
  }

  @Test
  void nothing_is_taken_away_in_panic() {
    Autoscaler autoscaler = new Autoscaler(scaling(0, 10, 1, 0));
    after(autoscaler, 60, 1, 1);
    after(autoscaler, 6, 8, 1);
    assertThat(after(autoscaler, 50, 0.1, 8)).isEqualTo(8);
    assertThat(after(autoscaler, 70, 0.1, 8)).isLessThan(8);
  }

  @Test
  void max_scale_is_never_exceeded_nor_min_scale_undercut() {
    Autoscaler autoscaler = new Autoscaler(scaling(1, 2, 1, 0));
    assertThat(after(autoscaler, 60, 100, 2)).isEqualTo(2);
    assertThat(after(autoscaler, 130, 0, 2)).isEqualTo(1);
  }

  @Test
  @Obeys(Rule.ZERO_COMES_ONLY_WHEN_IDLE)
  void zero_comes_only_after_an_idle_window() {
    Autoscaler autoscaler = new Autoscaler(scaling(0, 2, 1, 0));
    after(autoscaler, 5, 0.01, 1);
    assertThat(after(autoscaler, 59, 0, 1)).isEqualTo(1);
    assertThat(after(autoscaler, 3, 0, 1)).isZero();
  }

  @Test
  void a_lower_need_must_last_for_the_scale_down_delay() {
    Autoscaler autoscaler = new Autoscaler(scaling(0, 4, 1, 20));
    after(autoscaler, 60, 2, 2);
    after(autoscaler, 61, 1, 2);
    assertThat(autoscaler.desired(now, 2)).isEqualTo(2);
    assertThat(after(autoscaler, 21, 1, 2)).isEqualTo(1);
  }
}
