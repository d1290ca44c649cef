package dev.fairway.contracts.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.flow.Protocol.Step;
import dev.fairway.contracts.flow.State.Enqueuer;
import dev.fairway.contracts.flow.State.Task;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Push and pull: every state within small bounds, under all faults as often as they like.
class FlowModelTest {
  private static final Set<Safeguard> NONE = EnumSet.noneOf(Safeguard.class);
  private static final Set<Invariant> ALL = EnumSet.allOf(Invariant.class);

  /// Each large in another direction.
  private enum Size {
    COPIES_AND_MARKERS(Bounds.SMALL.copies(1).enqueuers(2).markers(2)),
    COPIES_AND_PULLERS(Bounds.SMALL.copies(1).pullers(2)),
    TASKS(Bounds.SMALL.tasks(3).enqueuers(2)),
    PROCESSES(Bounds.SMALL.enqueuers(2).pullers(2));

    private final Bounds bounds;

    Size(Bounds bounds) {
      this.bounds = bounds.faults(Action.FAULTS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void it_keeps_its_promises_and_comes_to_rest_once_faults_stop(Size size) {
    Explorer explorer = new Explorer(size.bounds, NONE);
    assertNone(explorer.violation(ALL));
    assertNone(explorer.stuck(FlowModelTest::isAtRest));
    System.out.printf("%s: %,d states%n", size, explorer.states());
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"SWEEP", "EPOCH_FENCE_OF_PULLERS"})
  void each_safeguard_is_missed(Safeguard safeguard) {
    assertNone(new Explorer(safeguard.bounds, NONE).violation(ALL));
    List<Step> steps =
        new Explorer(safeguard.bounds, EnumSet.of(safeguard)).violation(safeguard.broken);
    System.out.printf("%nWithout %s not %s:%n%s%n", safeguard, safeguard.broken, text(steps));
    assertThat(steps).isNotEmpty();
  }

  @Test
  void without_the_sweep_only_what_nobody_was_answered_for_can_stay_in_the_buffer() {
    Explorer explorer = new Explorer(Safeguard.SWEEP.bounds, EnumSet.of(Safeguard.SWEEP));
    assertNone(explorer.violation(ALL));
    assertNone(explorer.stuck(state -> state.row().pushes() && answeredIsJournaled(state)));
    List<Step> steps = explorer.stuck(FlowModelTest::isAtRest);
    System.out.printf("%nWithout %s, left in the buffer:%n%s%n", Safeguard.SWEEP, text(steps));
    assertThat(steps).isNotEmpty();
  }

  @Test
  void a_puller_needs_no_fence() {
    Safeguard fence = Safeguard.EPOCH_FENCE_OF_PULLERS;
    assertNone(new Explorer(fence.bounds, EnumSet.of(fence)).violation(ALL));
  }

  @Test
  void a_drain_that_never_returns_short_would_need_no_marker() {
    Set<Action> faults = EnumSet.copyOf(Action.FAULTS);
    faults.remove(Action.DRAIN_SHORT);
    Bounds bounds = Bounds.SMALL.copies(1).enqueuers(2).faults(faults);
    assertNone(new Explorer(bounds, EnumSet.of(Safeguard.MARKER)).violation(ALL));
  }

  /// Nobody waits for an answer or for the buffer, and everything journaled has run.
  private static boolean isAtRest(State state) {
    return state.row().pushes()
        && state.pullSide().buffer().isEmpty()
        && state.journal().running() == 0
        && state.enqueuers().stream().allMatch(e -> e.phase() == Enqueuer.Phase.IDLE)
        && answeredIsJournaled(state);
  }

  private static boolean answeredIsJournaled(State state) {
    for (int i = 0; i < state.senders().size(); i++)
      if (state.senders().get(i).answered() && !state.journal().order().contains(Task.values()[i]))
        return false;
    return true;
  }

  private static void assertNone(List<Step> steps) {
    assertThat(steps).as(() -> text(steps)).isEmpty();
  }

  private static String text(List<Step> steps) {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
  }
}
