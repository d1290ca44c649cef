package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.world.Engine.Function;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Walk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("scale")
@ExtendWith(SharedEngine.class)
class ProcessIT {
  /// Stable window (60 s) and grace (30 s), and what a loaded machine adds.
  private static final Duration SCALED_TO_ZERO = Duration.ofMinutes(4);

  private static void idle(Engine engine) {
    Await.until(
        "no function process",
        SCALED_TO_ZERO,
        engine::functions,
        functions -> functions.stream().allMatch(f -> f.name().equals("sweep")));
  }

  @Test
  void functions_live_while_they_are_used_and_no_longer(Engine engine) {
    var console = new Console(engine.uri());
    Walk.prepare(console, "process", "{\"database\":\"leads1\"}");
    idle(engine);

    try (var run = new Run(engine, "process", Dial.seed("process"), 1)) {
      run.load().run(run.parcels(5, 2).iterator());
      run.finish();

      List<Function> working = engine.functions();
      Dial.say("process", "in use: " + working);
      Map<String, Long> byName =
          working.stream().collect(Collectors.groupingBy(Function::name, Collectors.counting()));
      assertThat(byName)
          .containsKeys("enqueue", "dispatch", "action-person", "action-scoring", "console")
          .allSatisfy((name, processes) -> assertThat(processes).as(name).isEqualTo(1));
      assertThat(working)
          .allSatisfy(f -> assertThat(ProcessHandle.of(f.pid())).as(f.name()).isPresent())
          .extracting(Function::pid)
          .doesNotHaveDuplicates();

      idle(engine);
      assertThat(working.stream().map(Function::pid).flatMap(p -> ProcessHandle.of(p).stream()))
          .as("processes that should be gone")
          .noneMatch(ProcessHandle::isAlive);
    }
  }
}
