package dev.fairway.contracts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until told otherwise.
public final class SetClock implements InstantSource {
  private Instant now = Instant.parse("2026-03-01T08:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }
}
