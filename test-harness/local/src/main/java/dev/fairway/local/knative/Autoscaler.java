package dev.fairway.local.knative;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// How many processes a Service should have: Knative's pod autoscaler on concurrency. Pure; time
/// comes in as nanoseconds that only grow.
///
/// The stable average over the window decides, unless the average over a tenth of it asks for twice
/// what is there: that is panic, in which nothing is taken away until a whole window was calm.
/// Source: knative.dev/serving, pkg/autoscaler/scaling.
final class Autoscaler {
  private static final double MAX_SCALE_DOWN_RATE = 2;

  private final Scaling scaling;
  private final long windowNanos;
  private final long panicNanos;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Deque<Decision> decisions = new ArrayDeque<>();
  private boolean panicking;
  private long panicSince;
  private int panicDesired;

  /// Concurrency averaged over the time up to `at`.
  private record Sample(long at, double concurrency) {}

  private record Decision(long at, int desired) {}

  Autoscaler(Scaling scaling) {
    this.scaling = scaling;
    this.windowNanos = scaling.window().toNanos();
    this.panicNanos = (long) (windowNanos * scaling.panicPart());
  }

  /// How often [#record] should be called.
  Duration tick() {
    return Duration.ofNanos(Math.clamp(windowNanos / 20, 50_000_000L, 1_000_000_000L));
  }

  /// Forgets the idle past when the first request comes, so that it does not dilute the average.
  void wake() {
    samples.clear();
  }

  /// @param concurrency average since the last call, waiting requests included
  void record(long now, double concurrency) {
    samples.addLast(new Sample(now, concurrency));
    while (samples.getFirst().at < now - windowNanos) samples.removeFirst();
  }

  /// @param ready processes that serve now
  /// @return between min and max of the Service; 0 only after an idle window
  int desired(long now, int ready) {
    double base = Math.max(1, ready);
    int stable = limited(average(now - windowNanos), base);
    int panic = limited(average(now - panicNanos), base);
    if (panic / base >= scaling.panicThreshold()) {
      panicSince = now;
      panicking = true;
    } else if (panicking && now - panicSince > windowNanos) {
      panicking = false;
      panicDesired = 0;
    }
    int desired = stable;
    if (panicking) {
      panicDesired = Math.max(panicDesired, Math.max(panic, ready));
      desired = Math.max(stable, panicDesired);
    }
    return Math.clamp(delayed(now, desired), scaling.min(), scaling.max());
  }

  private int limited(double average, double base) {
    double wanted = Math.ceil(average / scaling.target());
    return (int) Math.max(wanted, Math.floor(base / MAX_SCALE_DOWN_RATE));
  }

  private double average(long since) {
    List<Sample> recent = new ArrayList<>();
    for (Sample sample : samples) if (sample.at > since) recent.add(sample);
    if (recent.isEmpty() && !samples.isEmpty()) recent.add(samples.getLast());
    return recent.stream().mapToDouble(Sample::concurrency).average().orElse(0);
  }

  /// The largest need of the scale-down delay.
  private int delayed(long now, int desired) {
    decisions.addLast(new Decision(now, desired));
    long horizon = now - scaling.scaleDownDelay().toNanos();
    while (decisions.getFirst().at < horizon) decisions.removeFirst();
    return decisions.stream().mapToInt(Decision::desired).max().orElse(desired);
  }
}
