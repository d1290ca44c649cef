package dev.fairway.world.client;

import java.util.function.Predicate;

/// Numbers in what a server tells of itself line by line: `field:1` of Redis's INFO, `name{labels}
/// 1` of metrics.
public final class Counters {
  private Counters() {}

  /// The sum of the numbers at the ends of these lines; 0 if there is none.
  public static double sum(String lines, Predicate<String> which) {
    return lines
        .lines()
        .filter(which)
        .mapToDouble(line ->
            Double.parseDouble(
                line.substring(1 + Math.max(line.lastIndexOf(' '), line.lastIndexOf(':')))))
        .sum();
  }

  /// User and system time of Redis since it began.
  ///
  /// @param info what it answers to `INFO cpu`
  public static double processorSeconds(String info) {
    return sum(info, line -> line.startsWith("used_cpu_user:") || line.startsWith("used_cpu_sys:"));
  }
}
