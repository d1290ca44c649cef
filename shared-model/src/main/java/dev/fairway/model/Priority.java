package dev.fairway.model;

import java.time.Duration;

/// A campaign's rank inside its tenant. The head start is finite, so nothing starves.
public enum Priority {
  HIGH(Duration.ZERO),
  NORMAL(Duration.ofSeconds(30)),
  LOW(Duration.ofMinutes(5));

  private final Duration behind;

  Priority(Duration behind) {
    this.behind = behind;
  }

  /// How much later than it is a task of this priority counts as ready.
  public Duration behind() {
    return behind;
  }
}
