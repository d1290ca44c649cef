package dev.fairway.world;

import dev.fairway.world.client.Load;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("history")
@ExtendWith(SharedEngine.class)
class DuplicationIT {
  private static final int COPIES = 5;
  private static final int WINDOW = 1_000;

  @Test
  void events_sent_five_times_and_out_of_order_take_effect_once(Engine engine) {
    long seed = Dial.seed("duplication");
    try (var run = new Run(engine, "duplication", seed, 2)) {
      var once =
          run.parcels(Dial.of("duplication.leads", 60, 200), Dial.of("duplication.tasks", 20, 50));

      run.load().run(Load.shuffled(once, COPIES, WINDOW, run.random().split()).iterator());

      run.finishClean();
    }
  }
}
