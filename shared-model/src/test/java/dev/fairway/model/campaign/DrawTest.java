package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTest {
  private static final List<Long> WEIGHTS = List.of(70L, 30L);

  private static int drawn(String... about) {
    return Draw.weighted(WEIGHTS, about);
  }

  @Test
  void shares_are_those_of_the_weights() {
    long second = IntStream.range(0, 20_000).filter(i -> drawn("c", "s", "lead" + i) == 1).count();
    assertThat(second / 20_000.0).isCloseTo(0.3, within(0.015));
  }

  @Test
  void the_same_question_has_the_same_answer_and_another_step_another_one() {
    int[] once = IntStream.range(0, 100).map(i -> drawn("c", "s", "l" + i)).toArray();
    assertThat(IntStream.range(0, 100).map(i -> drawn("c", "s", "l" + i)).toArray())
        .isEqualTo(once);
    assertThat(IntStream.range(0, 100).filter(i -> drawn("c", "t", "l" + i) == once[i]).count())
        .isBetween(30L, 85L);
  }

  @Test
  void where_one_part_ends_and_the_next_begins_matters() {
    assertThat(Draw.below(1L << 60, "ab", "c")).isNotEqualTo(Draw.below(1L << 60, "a", "bc"));
  }
}
