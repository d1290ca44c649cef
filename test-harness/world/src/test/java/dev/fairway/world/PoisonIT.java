package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Event;
import dev.fairway.world.client.Walk;
import dev.fairway.world.history.EventKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("chaos")
@ExtendWith(SharedEngine.class)
class PoisonIT {
  @Test
  void a_task_that_kills_its_process_ends_dead_and_its_neighbours_do_not(Engine engine) {
    long seed = Dial.seed("poison");
    try (var run = new Run(engine, "poison", seed, 2)) {
      String tenant = run.tenants().getFirst();
      String lead = Fresh.name("poisoned");
      var poison =
          new Event(
              new EventKey(tenant, "world/poison", lead),
              Walk.TYPE,
              lead,
              1,
              Map.of("mark", SharedEngine.POISON));
      run.inTwoWaves(
          run.parcels(50, Dial.of("poison.tasks", 10, 40)), () -> run.outsideTheHistory(poison));

      JsonNode dead =
          Await.until(
                  "the poisoned task among the dead letters",
                  Await.LONG,
                  () -> run.console().pages("/tenants/" + tenant + "/dead-letters"),
                  letters -> !letters.isEmpty())
              .getFirst();

      Dial.say("poison", "dead letter: " + dead);
      assertThat(dead.path("lead").asText()).isEqualTo(lead);
      assertThat(dead.path("lost").asInt()).isEqualTo(3);
      run.finishClean();
      List<JsonNode> letters = run.console().pages("/tenants/" + tenant + "/dead-letters");
      assertThat(letters).hasSize(1);
      assertThat(run.console().pages("/tenants/" + run.tenants().getLast() + "/dead-letters"))
          .isEmpty();
    }
  }
}
