package dev.fairway.world.client;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Times at even distances, which do not slip when one is kept late.
///
/// @param begun the first of them, by the monotonic clock, in nanoseconds
/// @param each zero: all are at once
public record Pace(long begun, Duration each) {
  /// The `nth` time, from 0, by the monotonic clock, in nanoseconds.
  public long due(long nth) {
    return begun + nth * each.toNanos();
  }

  /// Returns at the `nth` time, at once if it is over or the thread is interrupted.
  public void await(long nth) {
    long due = due(nth);
    while (due - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted())
      LockSupport.parkNanos(due - System.nanoTime());
  }
}
