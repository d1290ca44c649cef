package dev.fairway.world.fair;

import java.util.stream.DoubleStream;

/// From acknowledged to started, in milliseconds. Not a number where nobody waited.
public record Waits(int count, double p50, double p95, double p99, double max) {

  static Waits of(DoubleStream millis) {
    double[] sorted = millis.sorted().toArray();
    return new Waits(
        sorted.length, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
  }

  /// Nearest rank.
  static double at(double[] sorted, double share) {
    if (sorted.length == 0) return Double.NaN;
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
