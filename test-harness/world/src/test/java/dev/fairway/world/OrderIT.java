package dev.fairway.world;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("history")
@ExtendWith(SharedEngine.class)
class OrderIT {
  @Test
  void tasks_of_a_lead_take_effect_in_the_order_they_were_answered(Engine engine) {
    long seed = Dial.seed("order");
    try (var run = new Run(engine, "order", seed, 4)) {
      run.load()
          .run(
              run.parcels(Dial.of("order.leads", 100, 200), Dial.of("order.tasks", 12, 50))
                  .iterator());

      run.finishClean();
    }
  }
}
