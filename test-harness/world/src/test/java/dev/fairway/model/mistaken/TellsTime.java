package dev.fairway.model.mistaken;

import java.time.Instant;

/// Wrong on purpose: reads the machine's clock.
public final class TellsTime {
  private TellsTime() {}

  public static Instant time() {
    return Instant.now();
  }
}
