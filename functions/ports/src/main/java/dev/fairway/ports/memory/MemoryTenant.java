package dev.fairway.ports.memory;

import dev.fairway.model.Pool;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.ports.memory.MemoryLine.Head;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A tenant's lines, leases and quotas.
final class MemoryTenant {
  final int number;
  @Nullable Policy policy;

  /// Theoretical arrival time of the rate limit, in milliseconds.
  double arrival;

  /// When waiting alone gives it back a quota it has used up.
  @Nullable Timed parked;

  final MemoryStops stops = new MemoryStops();

  final MemoryCosts costs = new MemoryCosts();
  final TreeMap<Long, MemoryLine> lines = new TreeMap<>();
  final Map<Lane, TreeSet<Ready>> ready = new HashMap<>();
  final Map<Pool, Map<Long, Long>> deadlines = new EnumMap<>(Pool.class);
  final Map<String, Reserved> reservations = new HashMap<>();

  MemoryTenant(int number) {
    this.number = number;
  }

  /// A clock that waits for a token or a deadline ends when that is due.
  MemoryStops.Reading stopped(long now) {
    return stops.until(parked == null ? now : Math.min(now, parked.at()));
  }

  boolean runs() {
    return policy != null
        && policy.state() != Tenant.State.PAUSED
        && policy.maxInFlight() > 0
        && parked == null;
  }

  double weight() {
    return policy == null ? 1 : policy.weight();
  }

  /// Milliseconds between two tasks at the tenant's rate; 0 = no limit.
  double interval() {
    return policy == null || policy.ratePerSecond() == 0 ? 0 : 1000.0 / policy.ratePerSecond();
  }

  /// When the next task may start, as far as the rate goes.
  double nextToken(long now) {
    if (policy == null || policy.ratePerSecond() == 0) return now;
    double interval = interval();
    return Math.max(now, arrival) + interval - Math.max(1, policy.burst()) * interval;
  }

  int inFlight(Pool pool, long now) {
    return (int)
        deadlines.getOrDefault(pool, Map.of()).values().stream().filter(at -> at > now).count();
  }

  int inFlight(long now) {
    int sum = 0;
    for (Pool pool : Pool.values()) sum += inFlight(pool, now);
    return sum;
  }

  long earliestDeadline(long now) {
    return deadlines.values().stream()
        .flatMap(leases -> leases.values().stream())
        .filter(at -> at > now)
        .min(Comparator.naturalOrder())
        .orElse(Long.MAX_VALUE);
  }

  boolean hasReady(Pool pool) {
    return ready.entrySet().stream()
        .anyMatch(entry -> entry.getKey().pool() == pool && !entry.getValue().isEmpty());
  }

  Head head(Ready ready) {
    MemoryLine line = lines.get(ready.lead());
    if (line == null || line.head == null)
      throw new IllegalStateException("ready without head: " + ready);
    return line.head;
  }

  int readyCount() {
    return ready.values().stream().mapToInt(TreeSet::size).sum();
  }

  int held() {
    return lines.values().stream().mapToInt(MemoryLine::size).sum();
  }

  /// @param score ready time plus the head start its priority lacks, in milliseconds
  record Ready(long score, long lead) implements Comparable<Ready> {
    private static final Comparator<Ready> ORDER =
        Comparator.comparingLong(Ready::score).thenComparing(it -> Long.toString(it.lead()));

    @Override
    public int compareTo(Ready other) {
      return ORDER.compare(this, other);
    }
  }

  record Reserved(int tasks, long deadline) {}
}
