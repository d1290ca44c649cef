package dev.fairway.world;

import dev.fairway.world.client.ClientLog.Accept;
import dev.fairway.world.client.Load.Parcel;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// Faults at random moments while a load runs.
final class Torment {
  private Torment() {}

  /// One fault.
  interface Blow {
    void strike(int number);
  }

  /// Strikes `times` times with random pauses while the load runs; begins when the load is under
  /// way, and ends it when `enough` more events have been answered after the last blow, so that
  /// there is something to judge.
  static void during(
      Run run,
      Iterator<Parcel> load,
      int times,
      Duration least,
      Duration most,
      long enough,
      Blow blow) {
    SplittableRandom random = run.random().split();
    Thread sender = Thread.ofVirtual().name("load").start(() -> run.load().run(load));
    try {
      accepted(run, enough);
      for (int i = 0; i < times; i++) {
        pause(Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos())));
        blow.strike(i);
      }
      accepted(run, answered(run) + enough);
    } finally {
      run.load().end();
      join(sender);
    }
  }

  private static void accepted(Run run, long events) {
    Await.until(events + " events answered 2xx", Await.LONG, () -> answered(run), n -> n >= events);
  }

  private static long answered(Run run) {
    return run.log().accepts().stream().mapToLong(Accept::events).sum();
  }

  private static void join(Thread sender) {
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void pause(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
  }

  /// How long after `moment` (nanoTime) the load was answered at `share` of the rate it had before
  /// the first blow, over one second.
  ///
  /// @return negative if that was never seen
  static Duration backAfter(List<Accept> accepts, long firstBlow, long moment, double share) {
    long second = Duration.ofSeconds(1).toNanos();
    long begun = accepts.stream().mapToLong(Accept::answered).min().orElse(firstBlow);
    double before = events(accepts, begun, firstBlow) * 1e9 / Math.max(second, firstBlow - begun);
    long end = accepts.stream().mapToLong(Accept::answered).max().orElse(moment);
    for (long from = moment; from <= end; from += second / 10) {
      if (events(accepts, from, from + second) >= share * before) {
        return Duration.ofNanos(from - moment);
      }
    }
    return Duration.ofNanos(-1);
  }

  static long events(List<Accept> accepts, long from, long to) {
    return accepts.stream()
        .filter(a -> a.answered() >= from && a.answered() < to)
        .mapToLong(Accept::events)
        .sum();
  }
}
