package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The process that accepts dies at a named place, over and over, each time it has reached it so
/// often: between what is durable and what was answered nothing may be lost or done twice.
@Tag("chaos")
@ExtendWith(SharedEngine.class)
class CrashIT {
  private static final String ENQUEUE = "enqueue";

  @AfterEach
  void disarm(Engine engine) {
    SharedEngine.ENQUEUE.clear();
    end(engine);
  }

  /// Those that tell most come first: durable but neither offered nor answered, and all but the
  /// answer. The last number is how often a process gets there before it dies: not so seldom that
  /// none does, nor so often that none gets anything done. An answer is given to each request, the
  /// others happen once for many.
  static Stream<Arguments> points() {
    return Stream.of(
            Arguments.of("after-journal", 20),
            Arguments.of("before-2xx", 60),
            Arguments.of("before-offer", 20),
            Arguments.of("before-journal", 20))
        .limit(Dial.of("crash.points", 2, 4));
  }

  @ParameterizedTest
  @MethodSource("points")
  void dying_while_accepting_loses_and_repeats_nothing(String point, int nth, Engine engine) {
    try (var run = new Run(engine, "crash", Dial.seed(point), 2)) {
      SharedEngine.ENQUEUE.put(
          "FAIRWAY_CRASH_POINT", point + ":" + nth * Dial.of("crash.seldom", 1, 5));
      long before = lives(engine);
      end(engine);
      run.load().run(run.parcels(40, Dial.of("crash.tasks", 40, 200)).iterator());

      long died = lives(engine) - before - accepting(engine).count();
      Dial.say(point, "processes that reached it: " + died);
      assertThat(died).as("processes that reached " + point).isPositive();
      run.finishClean();
    }
  }

  /// The next process starts with what the environment says now.
  private static void end(Engine engine) {
    accepting(engine).forEach(Engine::kill);
  }

  private static Stream<Engine.Function> accepting(Engine engine) {
    return engine.functions().stream().filter(function -> function.name().equals(ENQUEUE));
  }

  /// Every process leaves a log of its own.
  private static long lives(Engine engine) {
    try (Stream<Path> logs = Files.list(engine.data().resolve("logs"))) {
      return logs.filter(log -> log.getFileName().toString().startsWith(ENQUEUE + "-")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
