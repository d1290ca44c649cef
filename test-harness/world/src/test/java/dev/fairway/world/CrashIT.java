package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The process that accepts dies at a named place, over and over, each time it has reached it so
/// often: between what is durable and what was answered nothing may be lost or done twice.
@Tag("chaos")
class CrashIT {
  private static final List<String> POINTS =
      List.of("after-journal", "before-2xx", "before-offer", "before-journal");

  static Stream<String> points() {
    return POINTS.stream().limit(Dial.of("crash.points", 1, POINTS.size()));
  }

  @ParameterizedTest
  @MethodSource("points")
  void dying_while_accepting_loses_and_repeats_nothing(String point) {
    String armed = point + ":" + Dial.of("crash.nth", 20, 100);
    try (Engine engine = LocalWorld.start(Map.of("enqueue", Map.of("FAIRWAY_CRASH_POINT", armed)));
        var run = new Run(engine, "crash", Dial.seed(point), 2)) {
      run.load().run(run.parcels(40, Dial.of("crash.tasks", 40, 200)).iterator());

      assertThat(lives(engine)).as("processes of enqueue, one after the other").isGreaterThan(1);
      run.finishClean();
    }
  }

  /// Every process leaves a log of its own.
  private static long lives(Engine engine) {
    try (Stream<Path> logs = Files.list(engine.data().resolve("logs"))) {
      return logs.filter(log -> log.getFileName().toString().startsWith("enqueue-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
