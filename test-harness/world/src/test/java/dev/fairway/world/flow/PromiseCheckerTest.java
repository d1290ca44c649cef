package dev.fairway.world.flow;

import static dev.fairway.world.flow.Promise.I1_ANSWERED_IS_JOURNALED_OR_BUFFERED;
import static dev.fairway.world.flow.Promise.I2_A_STEP_ONCE;
import static dev.fairway.world.flow.Promise.I3_IN_THE_ORDER_OF_THE_ANSWERS;
import static dev.fairway.world.flow.Promise.I4_EPOCHS_GROW_AND_FENCE_PUSHES;
import static dev.fairway.world.flow.Promise.I5_IN_FLIGHT_WITHIN_THE_QUOTA;
import static dev.fairway.world.flow.Promise.I6_EVERYTHING_ENDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.flow.FlowState;
import dev.fairway.model.flow.FlowState.Mode;
import dev.fairway.world.flow.Occurrence.Answered;
import dev.fairway.world.flow.Occurrence.Buffered;
import dev.fairway.world.flow.Occurrence.Ended;
import dev.fairway.world.flow.Occurrence.Journaled;
import dev.fairway.world.flow.Occurrence.Moved;
import dev.fairway.world.flow.Occurrence.Running;
import dev.fairway.world.flow.Occurrence.Settled;
import dev.fairway.world.flow.Occurrence.Submitted;
import dev.fairway.world.flow.Occurrence.TookEffect;
import dev.fairway.world.flow.Promise.Broken;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each mistake is put into a history without any, and must be called by its name.
class PromiseCheckerTest {
  private static final int SEEDS = 50;
  private static final List<String> TASK = List.of("one", "two");

  /// Some are pushed, the others pulled, one after the other.
  private static List<Occurrence> correct(SplittableRandom random) {
    List<Occurrence> history = new ArrayList<>();
    List<Occurrence> effects = new ArrayList<>();
    long epoch = 0;
    for (int i = 0; i < 12; i++) {
      String event = "e" + i;
      String lead = "l" + i % 2;
      history.add(new Submitted(event, lead));
      if (random.nextBoolean()) {
        history.add(new Journaled(event, epoch, true, true));
        history.add(new Answered(event));
      } else {
        history.add(new Moved(new FlowState(Mode.PULL, ++epoch)));
        history.add(new Buffered(List.of(event)));
        history.add(new Answered(event));
        history.add(new Journaled(event, epoch, false, true));
        history.add(new Settled(List.of(event)));
        history.add(new Moved(new FlowState(Mode.CLOSING, ++epoch)));
        history.add(new Moved(new FlowState(Mode.PUSH, ++epoch)));
      }
      history.add(new Running(random.nextInt(3), 2));
      for (String step : TASK) effects.add(new TookEffect(event, step));
    }
    history.addAll(effects);
    history.add(new Ended(epoch == 0 ? FlowState.INITIAL : new FlowState(Mode.PUSH, epoch), 0, 0));
    return history;
  }

  private enum Mistake {
    SETTLED_BEFORE_JOURNALED(I1_ANSWERED_IS_JOURNALED_OR_BUFFERED) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        int settled = any(history, random, one -> one instanceof Settled);
        history.add(settled - 1, history.remove(settled));
      }
    },
    ANSWERED_WITHOUT_THE_BROKER(I1_ANSWERED_IS_JOURNALED_OR_BUFFERED) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        history.remove(any(history, random, one -> one instanceof Buffered));
      }
    },
    JOURNALED_TWICE(I2_A_STEP_ONCE) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        int at = any(history, random, one -> one instanceof Journaled);
        history.add(at, history.get(at));
      }
    },
    TOOK_EFFECT_TWICE(I2_A_STEP_ONCE) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        int at = any(history, random, one -> one instanceof TookEffect);
        history.add(history.size() - 1, history.get(at));
      }
    },
    OVERTAKEN(I3_IN_THE_ORDER_OF_THE_ANSWERS) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        int first = history.size() - 25 + random.nextInt(20);
        history.add(first + 4, history.remove(first)); // behind the lead's next
      }
    },
    EPOCH_KEPT(I4_EPOCHS_GROW_AND_FENCE_PUSHES) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        int at = any(history, random, one -> one instanceof Moved);
        long epoch = ((Moved) history.get(at)).to().epoch();
        history.set(at, new Moved(new FlowState(Mode.PULL, epoch - 1)));
      }
    },
    PUSHED_WHILE_PULLING(I4_EPOCHS_GROW_AND_FENCE_PUSHES) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        int at =
            any(history, random, one -> one instanceof Journaled journaled && !journaled.pushed());
        var pulled = (Journaled) history.get(at);
        history.set(at, new Journaled(pulled.event(), pulled.epoch(), true, true));
      }
    },
    PUSHED_AT_A_PAST_EPOCH(I4_EPOCHS_GROW_AND_FENCE_PUSHES) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        history.add(history.size() - 1, new Journaled("e0", lastEpoch(history) - 1, true, false));
      }
    },
    LOST_ROW(I4_EPOCHS_GROW_AND_FENCE_PUSHES) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        long epoch = lastEpoch(history) + 1;
        history.set(history.size() - 1, new Ended(new FlowState(Mode.PUSH, epoch), 0, 0));
      }
    },
    OVER_THE_QUOTA(I5_IN_FLIGHT_WITHIN_THE_QUOTA) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        history.set(any(history, random, one -> one instanceof Running), new Running(3, 2));
      }
    },
    NEVER_RUN(I6_EVERYTHING_ENDS) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        history.remove(any(history, random, one -> one instanceof TookEffect));
      }
    },
    NEVER_ANSWERED(I6_EVERYTHING_ENDS) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        history.remove(any(history, random, one -> one instanceof Answered));
      }
    },
    STILL_PULLING(I6_EVERYTHING_ENDS) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        end(history, new Ended(new FlowState(Mode.PULL, lastEpoch(history)), 0, 0));
      }
    },
    LEFT_IN_THE_BUFFER(I6_EVERYTHING_ENDS) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        end(history, new Ended(new FlowState(Mode.PUSH, lastEpoch(history)), 1, 0));
      }
    },
    LEFT_IN_LINE(I6_EVERYTHING_ENDS) {
      @Override
      void in(List<Occurrence> history, SplittableRandom random) {
        end(history, new Ended(new FlowState(Mode.PUSH, lastEpoch(history)), 0, 1));
      }
    };

    private final Promise broken;

    Mistake(Promise broken) {
      this.broken = broken;
    }

    abstract void in(List<Occurrence> history, SplittableRandom random);

    private static void end(List<Occurrence> history, Ended end) {
      history.set(history.size() - 1, end);
    }

    private static long lastEpoch(List<Occurrence> history) {
      return ((Ended) history.getLast()).flow().epoch();
    }

    private static int any(
        List<Occurrence> history, SplittableRandom random, Predicate<Occurrence> kind) {
      int[] places =
          IntStream.range(0, history.size()).filter(i -> kind.test(history.get(i))).toArray();
      return places[random.nextInt(places.length)];
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_history_that_keeps_the_promises_passes(int seed) {
    PromiseChecker.Verdict verdict =
        PromiseChecker.check(TASK, correct(new SplittableRandom(seed)));
    assertThat(verdict.broken()).isEmpty();
    assertThat(verdict.promised()).isPositive();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(Mistake.values())
        .flatMap(mistake -> seeds().mapToObj(seed -> Arguments.of(mistake, seed)));
  }

  @ParameterizedTest(name = "{0} seed {1}")
  @MethodSource("mistakes")
  void every_mistake_is_called_by_its_name(Mistake mistake, int seed) {
    var random = new SplittableRandom(seed);
    List<Occurrence> history = correct(random);
    mistake.in(history, random);
    assertThat(PromiseChecker.check(TASK, history).broken())
        .extracting(Broken::promise)
        .contains(mistake.broken);
  }
}
