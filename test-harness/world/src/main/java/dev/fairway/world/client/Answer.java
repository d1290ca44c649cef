package dev.fairway.world.client;

import java.time.Duration;
import java.util.Optional;

/// What came of one request.
public sealed interface Answer {
  record Told(int status, String body, Optional<Duration> retryAfter) implements Answer {}

  /// No status line: refused, reset or timed out. Whether it took effect is unknown.
  record Silence(String why) implements Answer {}

  /// @return whether the same request must be sent again to learn its fate
  default boolean again() {
    return switch (this) {
      case Silence silence -> true;
      case Told told -> told.status() == 429 || told.status() >= 500;
    };
  }
}
