package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.world.client.ClientLog.Accept;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TormentTest {
  private static final long SECOND = 1_000_000_000L;

  /// 100 a second, except in the named seconds.
  private static List<Accept> steadyBut(long from, long to) {
    return LongStream.range(0, 2_000)
        .map(n -> n * SECOND / 100)
        .filter(t -> t < from * SECOND || t >= to * SECOND)
        .mapToObj(t -> new Accept(t, t, 1))
        .toList();
  }

  @Test
  void a_gap_in_the_answers_is_measured() {
    Duration back = Torment.backAfter(steadyBut(5, 8), 5 * SECOND, 5 * SECOND, 0.8);

    assertThat(back).isBetween(Duration.ofMillis(2_700), Duration.ofMillis(3_000));
  }

  @Test
  void no_gap_is_none() {
    assertThat(Torment.backAfter(steadyBut(0, 0), 5 * SECOND, 5 * SECOND, 0.8)).isZero();
  }

  @Test
  void what_never_came_back_is_told() {
    assertThat(Torment.backAfter(steadyBut(5, 100), 5 * SECOND, 5 * SECOND, 0.8)).isNegative();
  }
}
