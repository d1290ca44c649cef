package dev.fairway.world;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for a condition, and says what was there instead if it never came.
final class Await {
  /// More than twice the sweep, which brings home what every hint has lost.
  static final Duration LONG = Duration.ofSeconds(150);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private Await() {}

  static <T> T until(String what, Duration atMost, Supplier<T> look, Predicate<T> there) {
    long giveUp = System.nanoTime() + atMost.toNanos();
    T seen = look.get();
    while (!there.test(seen)) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("not within " + atMost + ": " + what + "; seen: " + seen);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      seen = look.get();
    }
    return seen;
  }
}
