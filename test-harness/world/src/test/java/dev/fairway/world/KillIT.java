package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.world.Engine.Function;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("chaos")
@ExtendWith(SharedEngine.class)
class KillIT {
  private static final int TIER_EVERY = 5;

  private final Map<String, Integer> killed = new HashMap<>();

  @Test
  void functions_killed_at_random_moments_lose_repeat_and_swap_nothing(Engine engine) {
    long seed = Dial.seed("kill");
    int blows = Dial.of("kills", 6, 50);
    int leads = Dial.of("kill.leads", 60, 300);
    try (var run = new Run(engine, "kill", seed, 4)) {
      SplittableRandom random = run.random().split();
      Torment.during(
          run,
          run.endless(leads),
          blows,
          Duration.ofMillis(200),
          Duration.ofMillis(1_500),
          4L * leads,
          number -> kill(engine, random, number % TIER_EVERY == TIER_EVERY - 1));

      int kills = killed.values().stream().mapToInt(n -> n).sum();
      Dial.say("kill", "kills=" + kills + " " + killed);
      assertThat(kills).isGreaterThanOrEqualTo(blows);
      run.finishClean();
    }
  }

  @Test
  void the_whole_tier_killed_at_once_comes_back_by_itself(Engine engine) {
    long seed = Dial.seed("tier");
    int leads = Dial.of("kill.leads", 60, 300);
    List<Long> moments = new ArrayList<>();
    try (var run = new Run(engine, "tier", seed, 4)) {
      Torment.during(
          run,
          run.endless(leads),
          Dial.of("tier.kills", 1, 5),
          Duration.ofSeconds(6),
          Duration.ofSeconds(8),
          10L * leads,
          number -> {
            moments.add(System.nanoTime());
            engine.functions().forEach(Engine::kill);
          });
      for (long moment : moments) {
        Duration back = Torment.backAfter(run.log().accepts(), moments.getFirst(), moment, 0.8);
        Dial.say(
            "tier",
            "all functions killed: "
                + (back.isNegative()
                    ? "80 % of the rate not seen again within the run"
                    : "80 %% of the rate again after %d ms".formatted(back.toMillis())));
      }
      run.finishClean();
    }
  }

  private void kill(Engine engine, SplittableRandom random, boolean all) {
    List<Function> functions =
        Await.until("a function to kill", Await.LONG, engine::functions, f -> !f.isEmpty());
    List<Function> victims =
        all ? functions : List.of(functions.get(random.nextInt(functions.size())));
    for (Function victim : victims) {
      if (Engine.kill(victim)) killed.merge(victim.name(), 1, Integer::sum);
    }
  }
}
