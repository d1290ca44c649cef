package dev.fairway.world.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static final long MILLI = 1_000_000;

  @Test
  void percentiles_are_values_that_were_measured() {
    Spread spread = Spread.of(LongStream.rangeClosed(1, 200).map(n -> (201 - n) * MILLI).toArray());

    assertThat(spread).isEqualTo(new Spread(200, 100, 180, 198, 200));
  }

  @Test
  void nothing_measured_is_zero() {
    assertThat(Spread.of(new long[0])).isEqualTo(new Spread(0, 0, 0, 0, 0));
  }
}
