package dev.fairway.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("chaos")
@ExtendWith(SharedEngine.class)
class FlushIT {
  @Test
  void all_of_redis_lost_again_and_again_costs_time_and_nothing_else(Engine engine) {
    long seed = Dial.seed("flush");
    int leads = Dial.of("flush.leads", 60, 300);
    List<Long> moments = new ArrayList<>();
    try (var run = new Run(engine, "flush", seed, 4)) {
      Torment.during(
          run,
          run.endless(leads),
          Dial.of("flushes", 4, 20),
          Duration.ofMillis(300),
          Duration.ofMillis(2_500),
          4L * leads,
          number -> {
            moments.add(System.nanoTime());
            engine.flushRedis();
          });

      Dial.say(
          "flush",
          "flushes="
              + moments.size()
              + ", 80 % of the rate again after ms: "
              + moments.stream()
                  .map(m ->
                      Torment.backAfter(run.log().accepts(), moments.getFirst(), m, 0.8).toMillis())
                  .toList());
      run.finishClean();
    }
  }
}
