package dev.fairway.ports.memory;

import dev.fairway.model.Family;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/// What tasks cost, by family: a moving average of what ran, in microseconds.
final class MemoryCosts {
  private static final double EWMA = 0.125;

  private final Map<Family, Double> averages = new EnumMap<>(Family.class);

  void ran(Family family, double real) {
    averages.merge(family, real, (old, now) -> old + (now - old) * EWMA);
  }

  /// Empty if none ever ran.
  OptionalDouble of(Family family) {
    Double average = averages.get(family);
    return average == null ? OptionalDouble.empty() : OptionalDouble.of(average);
  }
}
