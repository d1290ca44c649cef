package dev.fairway.ports.memory;

import dev.fairway.ports.FairQueue.Wait;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How long a tenant's ready work might not run, by cause, all told.
final class MemoryStops {
  enum Cause {
    IN_FLIGHT,
    RATE,
    PAUSED
  }

  /// In milliseconds; what is not named is 0.
  record Reading(Map<Cause, Long> millis) {
    /// @param ready for how long a task has been, and what was read then
    Wait wait(long ready, Reading seated) {
      return Wait.ofMillis(
          ready,
          since(seated, Cause.IN_FLIGHT),
          since(seated, Cause.RATE),
          since(seated, Cause.PAUSED));
    }

    private long since(Reading before, Cause cause) {
      return millis.getOrDefault(cause, 0L) - before.millis.getOrDefault(cause, 0L);
    }
  }

  private final Map<Cause, Long> ended = new EnumMap<>(Cause.class);
  private @Nullable Cause running;
  private long since;

  /// The same cause again goes on.
  void begin(Cause cause, long now) {
    if (running == cause) return;
    running = cause;
    since = now;
  }

  void end(long at) {
    if (running != null) ended.merge(running, Math.max(0, at - since), Long::sum);
    running = null;
  }

  Reading until(long at) {
    Map<Cause, Long> all = new EnumMap<>(Cause.class);
    all.putAll(ended);
    if (running != null) all.merge(running, Math.max(0, at - since), Long::sum);
    return new Reading(all);
  }
}
