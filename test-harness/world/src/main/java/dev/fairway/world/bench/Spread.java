package dev.fairway.world.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Latencies, in milliseconds.
record Spread(long count, double p50, double p90, double p99, double max) {

  /// @param nanos in any order
  static Spread of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Spread(
        sorted.length, at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) return 0;
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Math.round(sorted[Math.max(0, index)] / 10_000.0) / 100.0;
  }

  Map<String, Object> asJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("count", count);
    json.put("p50", p50);
    json.put("p90", p90);
    json.put("p99", p99);
    json.put("max", max);
    return json;
  }
}
