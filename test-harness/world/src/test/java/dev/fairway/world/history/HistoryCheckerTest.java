package dev.fairway.world.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryCheckerTest {

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_correct_history_passes_and_says_something_about_order(long seed) {
    Verdict verdict = History.correct(seed).judge();

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.ordered()).isPositive();
    assertThat(verdict.effects()).isPositive();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(Mutation.values())
        .flatMap(m -> IntStream.range(0, 25).mapToObj(seed -> Arguments.of(m, (long) seed)));
  }

  @ParameterizedTest(name = "{0} seed {1}")
  @MethodSource("mistakes")
  void every_seeded_mistake_is_found_and_called_by_its_name(Mutation mutation, long seed) {
    var random = new SplittableRandom(seed);
    History correct = History.correct(seed);

    History mistaken = mutation.apply(correct, random.nextInt(correct.ends().size()), random);

    assertThat(mistaken.judge().violations()).hasAtLeastOneElementOfType(mutation.found());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void overlapping_events_may_take_effect_in_any_order(long seed) {
    // all submitted before any was answered: nothing was promised
    History correct = History.correct(seed);
    List<Sent> atOnce =
        correct.log().stream()
            .map(s -> new Sent(s.event(), s.lead(), s.token(), 0, s.fate()))
            .toList();
    History reversed = correct.withLog(atOnce);
    for (int end = 0; end < correct.ends().size(); end++) {
      List<String> trail = new ArrayList<>(correct.ledger(end).trail()).reversed();
      reversed =
          reversed.with(end, trail, correct.ledger(end).score(), correct.ends().get(end).effects());
    }

    Verdict verdict = reversed.judge();

    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.ordered()).isZero();
  }
}
