package dev.fairway.runtime;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Named places where a process may be made to die, for tests of what survives it. Armed by
/// `FAIRWAY_CRASH_POINT=name` or `name:nth` (the nth time it is reached, default 1).
public final class CrashPoint {
  private static final Optional<CrashPoint> ARMED =
      Optional.ofNullable(System.getenv("FAIRWAY_CRASH_POINT"))
          .filter(text -> !text.isBlank())
          .map(CrashPoint::parse);

  private final String name;
  private final AtomicInteger left;

  private CrashPoint(String name, int nth) {
    this.name = name;
    this.left = new AtomicInteger(nth);
  }

  static CrashPoint parse(String text) {
    int colon = text.lastIndexOf(':');
    return colon < 0
        ? new CrashPoint(text, 1)
        : new CrashPoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /// Like kill -9: no shutdown hook runs, nothing is flushed.
  public static void reached(String name) {
    ARMED.filter(point -> point.fires(name)).ifPresent(point -> Runtime.getRuntime().halt(137));
  }

  boolean fires(String reached) {
    return name.equals(reached) && left.decrementAndGet() == 0;
  }
}
