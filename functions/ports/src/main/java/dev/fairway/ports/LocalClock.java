package dev.fairway.ports;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;

/// The engine's clock, which a local run can move forward: the same offset in every database.
public interface LocalClock {
  /// @param offset from the machine's time, in all
  /// @param now on the engine's clock
  record Reading(Duration offset, Instant now) {}

  /// Safe to repeat with zero: every database then takes the offset that the control database has.
  Uni<Reading> advance(Duration by);
}
