package dev.fairway.ports.memory;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.memory.MemoryTenant.Reserved;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// The fair queue in memory: the rules of [FairQueue] read straightforwardly, without regard for
/// speed.
public final class MemoryFairQueue implements FairQueue {
  private static final long RESERVED_MILLIS = 5_000;
  private static final long NUDGE_MILLIS = 200;
  private static final long SOON_MILLIS = 50;

  private final InstantSource clock;
  private final Map<Shard, MemoryShard> shards = new HashMap<>();

  public MemoryFairQueue(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Uni<Reservation> reserve(Shard shard, long generation, Map<Integer, Integer> wanted) {
    return serving(shard, generation, it -> reserve(it, wanted));
  }

  private static Reservation reserve(MemoryShard shard, Map<Integer, Integer> wanted) {
    String id = shard.generation + "-" + ++shard.counter;
    Map<Integer, Integer> granted = new TreeMap<>();
    new TreeMap<>(wanted)
        .forEach((number, tasks) -> {
          MemoryTenant tenant = shard.tenant(number);
          tenant.reservations.values().removeIf(it -> it.deadline() <= shard.now);
          int reserved = tenant.reservations.values().stream().mapToInt(Reserved::tasks).sum();
          int window = tenant.policy == null ? 0 : tenant.policy.pushWindow();
          int grant = Math.max(0, Math.min(tasks, window - tenant.held() - reserved));
          granted.put(number, grant);
          if (grant > 0)
            tenant.reservations.put(id, new Reserved(grant, shard.now + RESERVED_MILLIS));
        });
    return new Reservation(id, granted);
  }

  @Override
  public Uni<Offered> offer(
      Shard shard, long generation, Optional<String> reservation, List<Offer> offers) {
    return at(
        shard,
        generation,
        true,
        it -> {
          reservation.ifPresent(
              id -> it.tenants.values().forEach(tenant -> tenant.reservations.remove(id)));
          offers.forEach(it::offer);
          it.reconcile();
          return offered(it);
        });
  }

  private static Offered offered(MemoryShard shard) {
    boolean nudge = shard.open && shard.needsTurn(NUDGE_MILLIS);
    if (nudge) shard.nudgedAt = shard.now;
    return new Offered(nudge);
  }

  @Override
  public Uni<Turn> lease(Shard shard, long generation, Pool pool, Limits limits) {
    return serving(
        shard,
        generation,
        it -> {
          it.turnedAt = it.now;
          it.wakeDue();
          Lane.of(limits.families()).forEach(it::endCredits);
          it.reconcile();
          return new MemoryTurn(it, pool, limits).take(shard);
        });
  }

  @Override
  public Uni<Void> sent(ActionRequest request, long generation) {
    return serving(
            request.shard(),
            generation,
            it -> {
              it.sent(request);
              return request;
            })
        .replaceWithVoid();
  }

  @Override
  public Uni<Settled> settle(Completion completion, long generation) {
    return serving(completion.shard(), generation, it -> it.settle(completion));
  }

  @Override
  public Uni<List<QueuedTask>> expire(Shard shard, long generation, int limit) {
    return serving(shard, generation, it -> it.expire(limit));
  }

  @Override
  public Uni<Void> remove(Shard shard, long generation, List<QueuedTask> tasks) {
    return serving(
            shard,
            generation,
            it -> {
              tasks.forEach(it::remove);
              return tasks;
            })
        .replaceWithVoid();
  }

  @Override
  public Uni<Offered> configure(Shard shard, long generation, List<Policy> policies) {
    return at(
        shard,
        generation,
        true,
        it -> {
          policies.forEach(it::configure);
          it.reconcile();
          return offered(it);
        });
  }

  @Override
  public Uni<Void> begin(Shard shard, long generation) {
    return call(
            shard,
            it -> {
              it.begin(shard, generation);
              return shard;
            })
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> open(Shard shard, long generation) {
    return at(shard, generation, true, it -> it.open = true).replaceWithVoid();
  }

  @Override
  public Uni<Boolean> keep(Shard shard, long generation, String keeper, Duration atMost) {
    return serving(
        shard,
        generation,
        it -> {
          long held = it.claims.getOrDefault("keeper", 0L);
          long until = it.now + atMost.toMillis();
          if (held > it.now && until >= held - SOON_MILLIS && !it.keeper.equals(keeper))
            return false;
          it.keeper = keeper;
          it.claims.put("keeper", until);
          return true;
        });
  }

  @Override
  public Uni<Boolean> claim(Shard shard, long generation, String name, Duration atMost) {
    return serving(
        shard,
        generation,
        it -> {
          if (it.claims.getOrDefault("claim:" + name, 0L) > it.now) return false;
          it.claims.put("claim:" + name, it.now + atMost.toMillis());
          return true;
        });
  }

  @Override
  public Uni<Stats> stats(Shard shard, long generation, List<Integer> tenants) {
    return serving(
        shard,
        generation,
        it -> new Stats(tenants.stream().map(number -> stats(it, it.tenant(number))).toList()));
  }

  private static TenantStats stats(MemoryShard shard, MemoryTenant tenant) {
    return new TenantStats(
        tenant.number,
        tenant.readyCount(),
        tenant.inFlight(shard.now),
        tenant.held(),
        shard.oldest(tenant));
  }

  @Override
  public Uni<Optional<Found>> find(Shard shard, long generation, QueuedTask task) {
    return serving(shard, generation, it -> it.find(task));
  }

  private <T> Uni<T> serving(Shard shard, long generation, Function<MemoryShard, T> step) {
    return at(shard, generation, false, step);
  }

  private <T> Uni<T> at(
      Shard shard, long generation, boolean whileLoading, Function<MemoryShard, T> step) {
    return call(
        shard,
        it -> {
          it.expect(shard, generation, whileLoading);
          return step.apply(it);
        });
  }

  private <T> Uni<T> call(Shard shard, Function<MemoryShard, T> step) {
    return Uni.createFrom()
        .item(() -> {
          synchronized (shards) {
            MemoryShard it = shards.computeIfAbsent(shard, key -> new MemoryShard());
            it.now = clock.millis();
            T answer = step.apply(it);
            it.reconcile();
            return answer;
          }
        });
  }
}
