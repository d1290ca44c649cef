package dev.fairway.world.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.flow.Action;
import dev.fairway.contracts.flow.Action.By;
import dev.fairway.world.Dial;
import dev.fairway.world.flow.Scene.Enqueuer;
import dev.fairway.world.flow.Scene.Puller;
import dev.fairway.world.flow.Scene.Sending;
import dev.fairway.world.flow.Scene.Size;
import dev.fairway.world.flow.Stage.Actor;
import dev.fairway.world.flow.Stage.Call;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The engine's own code on real PostgreSQL and Artemis, driven at random in the model's alphabet:
/// every step of any process may come at any moment, or never.
@ExtendWith(SharedRig.class)
class FlowSim {
  private static final int LEADS = 3;
  private static final int EVENTS = 14;
  private static final int STEPS = 450;
  private static final double OFFERS_LOST = 0.35;
  private static final long AGAIN = 7;

  private final Rig rig;

  FlowSim(Rig rig) {
    this.rig = rig;
  }

  @Test
  void whatever_happens_the_flow_keeps_its_promises_and_comes_to_rest() {
    long seed = Dial.seed("flow");
    int walks = Dial.of("walks", 20, 400);
    Set<Action> performed = EnumSet.noneOf(Action.class);
    long promised = 0;
    long steps = 0;
    long began = System.nanoTime();
    for (int i = 0; i < walks; i++) {
      String again = "\nagain: -Dfairway.world.walks=1 -Dfairway.world.seed=" + (seed + i);
      try (Scene scene = new Scene(rig, "walk" + (seed + i), size(seed + i))) {
        new Walk(scene, new SplittableRandom(seed + i)).run();
        PromiseChecker.Verdict verdict = scene.judge();
        assertThat(verdict.broken()).as(() -> scene.told(600) + again).isEmpty();
        performed.addAll(scene.stage.performed);
        promised += verdict.promised();
        steps += scene.stage.trace.size();
      }
    }
    Dial.say(
        "flow",
        "%d walks, %d steps, %d ordered pairs, %d s"
            .formatted(walks, steps, promised, (System.nanoTime() - began) / 1_000_000_000));
    assertThat(promised).isPositive();
    if (walks >= 20)
      assertThat(performed).containsAll(EnumSet.complementOf(EnumSet.of(Action.ROW_FALLS_BACK)));
  }

  @Test
  void a_walk_can_be_gone_again() {
    List<String> once = trace("once");
    List<String> again = trace("again");
    for (int i = 0; i < once.size(); i++) {
      int at = i;
      assertThat(action(again.get(i)))
          .as(() -> around(once, at) + "\n--- again\n" + around(again, at))
          .isEqualTo(action(once.get(i)));
    }
  }

  private static String around(List<String> trace, int at) {
    return String.join("\n", trace.subList(Math.max(0, at - 25), Math.min(at + 3, trace.size())));
  }

  private static String action(String line) {
    return line.split("\t")[0];
  }

  private List<String> trace(String name) {
    try (Scene scene = new Scene(rig, name, size(AGAIN))) {
      new Walk(scene, new SplittableRandom(AGAIN)).run();
      return List.copyOf(scene.stage.trace);
    }
  }

  private static Size size(long seed) {
    var random = new SplittableRandom(seed);
    return new Size(3, 2, 2, 1 + random.nextInt(3), 1 + random.nextInt(2));
  }

  /// One at random. Some processes are slow for a while, and one goes on for as long as it is
  /// lucky, which is when others are overtaken.
  private static final class Walk {
    private final Scene scene;
    private final SplittableRandom random;
    private final double faults;
    private final double luck;
    private final Map<String, Double> weights = new HashMap<>();
    private @Nullable Actor lucky;

    Walk(Scene scene, SplittableRandom random) {
      this.scene = scene;
      this.random = random;
      this.faults = random.nextDouble() * 0.1;
      this.luck = random.nextDouble();
      for (int i = 0; i < EVENTS; i++) scene.event("e" + i, "l" + random.nextInt(LEADS));
    }

    void run() {
      for (int i = 0; i < STEPS && scene.sendings.stream().anyMatch(e -> !e.answered); i++) {
        scene.wake();
        if (chance(0.02)) weights.clear();
        if (chance(0.1)) send();
        else if (chance(0.01)) scene.sweeper.start();
        else if (chance(0.01)) scene.pass(Duration.ofSeconds(1 + random.nextInt(3)));
        else if (chance(faults)) strike();
        else choose().ifPresent(this::let);
      }
      scene.calm(random);
    }

    private boolean chance(double share) {
      return random.nextDouble() < share;
    }

    /// Rarely twice: what comes again heals what was lost.
    private void send() {
      List<Sending> due = scene.due();
      boolean any = chance(0.1);
      if (due.isEmpty() && !any) return;
      Sending event = one(any ? scene.sendings : due);
      boolean may = event.submitted || due.contains(event);
      if (may && (event.asked.isEmpty() || chance(0.1))) scene.submit(event, one(scene.enqueuers));
    }

    private Optional<Call> choose() {
      if (lucky != null && !lucky.calls.isEmpty() && chance(luck))
        return Optional.of(one(lucky.calls));
      List<Actor> ready = scene.actors().stream().filter(a -> !a.calls.isEmpty()).toList();
      double sum = ready.stream().mapToDouble(this::weight).sum();
      double at = random.nextDouble() * sum;
      for (Actor actor : ready) {
        at -= weight(actor);
        if (at > 0) continue;
        lucky = actor;
        return Optional.of(one(actor.calls));
      }
      return Optional.empty();
    }

    private double weight(Actor actor) {
      return weights.computeIfAbsent(actor.name, name -> chance(0.3) ? 0.02 : 1.0);
    }

    private void let(Call call) {
      boolean struck = chance(faults);
      if (struck && call.action() == Action.BUFFER)
        scene.stage.fail(call, random.nextBoolean(), Action.MESSAGE_LOST);
      else if (struck && call.action() == Action.RESERVE)
        scene.stage.fail(call, random.nextBoolean(), Action.ROOM_UNKNOWN);
      else if (isOffer(call) && chance(OFFERS_LOST))
        scene.stage.fail(call, false, Action.ROOM_UNKNOWN);
      else if (struck && call.actor().by == By.PULLER && call.name().equals("OverflowBuffer.pull"))
        scene.stage.answer(call, Stage.NOTHING, Action.DRAIN_SHORT);
      else scene.stage.let(call);
    }

    private static boolean isOffer(Call call) {
      return call.actor().by == By.ENQUEUE && call.name().equals("FairQueue.offer");
    }

    private void strike() {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          Enqueuer victim = one(scene.enqueuers);
          scene.crash(victim, dying(victim.actor));
        }
        case 3, 4 -> {
          Puller victim = one(scene.pullers);
          scene.crash(victim, dying(victim.actor));
        }
        case 5 -> scene.cutOff(one(scene.pullers));
        case 6 -> scene.forget();
        default -> {
          if (scene.stage.trace.stream().noneMatch(line -> line.endsWith(" dies")))
            scene.crash(one(scene.runners));
        }
      }
    }

    private @Nullable Call dying(Actor actor) {
      return actor.calls.isEmpty() || random.nextBoolean() ? null : one(actor.calls);
    }

    private <T> T one(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }
  }
}
