package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.Engine.Function;
import dev.fairway.world.history.Sent.Fate;
import dev.fairway.world.history.Sent.TaskTold;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// More than there is room for: buffered, answered 202, drained in order, and pushed again.
@Tag("chaos")
@ExtendWith(SharedEngine.class)
class BufferIT {
  /// Little room, so that a small load overflows it.
  private static final String NARROW = "\"pushWindow\":100,\"maxInFlight\":50";

  @Test
  void a_burst_is_buffered_and_drains_in_order(Engine engine) {
    long seed = Dial.seed("burst");
    try (var run = new Run(engine, "burst", seed, 2, NARROW)) {
      run.inTwoWaves(run.parcels(Dial.of("burst.leads", 40, 200), Dial.of("burst.tasks", 40, 100)));

      assertThat(run.log().answers()).as("room or not").containsOnlyKeys("202");
      overflown(run);
      run.finishClean();
      pushing(run);
    }
  }

  @Test
  void while_redis_is_away_events_are_buffered_and_nothing_is_lost(Engine engine) {
    long seed = Dial.seed("redis-away");
    int leads = Dial.of("away.leads", 40, 200);
    try (var run = new Run(engine, "redis-away", seed, 2, "\"maxInFlight\":200")) {
      Torment.during(
          run,
          run.endless(leads),
          Dial.of("away.times", 1, 4),
          Duration.ofMillis(300),
          Duration.ofMillis(600),
          30L * leads,
          number -> engine.redis("CLIENT", "PAUSE", "5000", "ALL"));

      overflown(run);
      run.finishClean();
      pushing(run);
    }
  }

  @Test
  void whoever_fills_or_drains_the_buffer_may_die(Engine engine) {
    long seed = Dial.seed("buffer-kills");
    int leads = Dial.of("buffer.leads", 40, 200);
    try (var run = new Run(engine, "buffer-kills", seed, 2, NARROW)) {
      SplittableRandom random = run.random().split();
      Torment.during(
          run,
          run.endless(leads),
          Dial.of("buffer.kills", 4, 30),
          Duration.ofMillis(300),
          Duration.ofMillis(1_500),
          8L * leads,
          number -> kill(engine, random));

      overflown(run);
      run.finishClean();
      pushing(run);
    }
  }

  private static void kill(Engine engine, SplittableRandom random) {
    List<Function> victims =
        Await.until(
            "a function to kill",
            Await.LONG,
            () ->
                engine.functions().stream()
                    .filter(f -> f.name().equals("enqueue") || f.name().equals("dispatch"))
                    .toList(),
            found -> !found.isEmpty());
    Engine.kill(victims.get(random.nextInt(victims.size())));
  }

  private static void overflown(Run run) {
    Map<String, Long> states =
        run.log().sent().stream()
            .filter(sent -> sent.fate() instanceof Fate.Accepted)
            .flatMap(sent -> ((Fate.Accepted) sent.fate()).tasks().stream())
            .collect(Collectors.groupingBy(TaskTold::state, Collectors.counting()));
    Dial.say("buffer", "states told: " + states);
    assertThat(states.getOrDefault("buffered", 0L)).as("tasks buffered").isPositive();
  }

  /// Nobody stays in PULL who has nothing to pull.
  private static void pushing(Run run) {
    List<JsonNode> queues =
        run.console().pages("/queues").stream()
            .filter(queue -> run.tenants().contains(queue.path("tenant").asText()))
            .toList();
    assertThat(queues)
        .hasSize(run.tenants().size())
        .allSatisfy(queue -> {
          assertThat(queue.path("mode").asText()).isEqualTo("PUSH");
          assertThat(queue.path("buffered").asLong()).isZero();
        });
    assertThat(queues).anySatisfy(queue -> assertThat(queue.path("epoch").asLong()).isPositive());
  }
}
