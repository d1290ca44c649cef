package dev.fairway.world.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.flow.Action;
import dev.fairway.contracts.flow.Bounds;
import dev.fairway.contracts.flow.Explorer;
import dev.fairway.contracts.flow.Protocol;
import dev.fairway.contracts.flow.Protocol.Step;
import dev.fairway.contracts.flow.Safeguard;
import dev.fairway.contracts.flow.State;
import dev.fairway.world.Dial;
import dev.fairway.world.flow.Replay.Followed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Ways through the model, gone by the engine's own code on real PostgreSQL and Artemis.
@ExtendWith(SharedRig.class)
class FlowReplaySim {
  private static final Bounds BOUNDS =
      Bounds.SMALL.tasks(3).copies(1).enqueuers(2).pullers(2).faults(Action.FAULTS);
  private static final int STEPS = 60;

  private final Rig rig;

  FlowReplaySim(Rig rig) {
    this.rig = rig;
  }

  /// What does harm to a model without the safeguard does none to the engine, which has it.
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"SWEEP", "EPOCH_FENCE_OF_PULLERS", "ARBITER_KEPT"})
  void the_shortest_way_to_harm_without_a_safeguard_does_none(Safeguard safeguard) {
    List<Step> way =
        new Explorer(safeguard.bounds, EnumSet.of(safeguard)).violation(safeguard.broken);
    Followed followed = new Replay(rig, "without-" + safeguard, safeguard.bounds).follow(way);
    Dial.say("replay", "%s: %d steps, %d found".formatted(safeguard, way.size(), followed.found()));
    assertThat(followed.verdict().broken()).as(followed::told).isEmpty();
    assertThat(followed.found()).isGreaterThan(way.size() / 2);
  }

  @Test
  void the_engine_goes_the_ways_of_the_model() {
    long seed = Dial.seed("replay");
    int ways = Dial.of("ways", 15, 300);
    int steps = 0;
    int found = 0;
    int same = 0;
    for (int i = 0; i < ways; i++) {
      List<Step> way = way(new SplittableRandom(seed + i));
      Followed followed = new Replay(rig, "way" + (seed + i), BOUNDS).follow(way);
      assertThat(followed.verdict().broken()).as(followed::told).isEmpty();
      steps += followed.steps();
      found += followed.found();
      same += followed.same();
    }
    Dial.say("replay", "%d ways, %d steps, %d found, %d same".formatted(ways, steps, found, same));
    assertThat(found).isGreaterThan(steps / 2);
    assertThat(same).isGreaterThan(found * 3 / 4);
  }

  private static List<Step> way(SplittableRandom random) {
    var protocol = new Protocol(BOUNDS, EnumSet.noneOf(Safeguard.class));
    List<Step> way = new ArrayList<>();
    for (State now = State.initial(BOUNDS); way.size() < STEPS; now = way.getLast().next()) {
      boolean faulty = random.nextInt(12) == 0;
      List<Step> all = protocol.after(now);
      List<Step> some = all.stream().filter(step -> step.action().isFault() == faulty).toList();
      List<Step> from = some.isEmpty() ? all : some;
      if (from.isEmpty()) break;
      way.add(from.get(random.nextInt(from.size())));
    }
    return way;
  }
}
