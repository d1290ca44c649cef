package dev.fairway.ports.memory;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Lease;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.ports.FairQueue.Limits;
import dev.fairway.ports.FairQueue.Turn;
import dev.fairway.ports.FairQueue.Wait;
import dev.fairway.ports.memory.MemoryLine.Head;
import dev.fairway.ports.memory.MemoryLine.State;
import dev.fairway.ports.memory.MemoryShard.Credit;
import dev.fairway.ports.memory.MemoryStops.Cause;
import dev.fairway.ports.memory.MemoryTenant.Ready;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// One turn of one pool: serve the lowest tag, again and again, while there is room.
final class MemoryTurn {
  private final MemoryShard shard;
  private final Pool name;
  private final MemoryPool pool;
  private final Limits limits;
  private final long deadline;
  private final double weights;
  private int room;

  /// When the first credit ends that an earlier turn took.
  private final OptionalLong outBefore;

  /// Tasks that the credits of each lane still cover, in order of preference.
  private final Map<Lane, Integer> free = new LinkedHashMap<>();

  private final Map<Lane, List<Taken>> taken = new HashMap<>();
  private final Set<Integer> overShare = new HashSet<>();
  private final Set<Integer> parked = new HashSet<>();

  private record Taken(Lease lease, Wait waited) {}

  MemoryTurn(MemoryShard shard, Pool name, Limits limits) {
    this.shard = shard;
    this.name = name;
    this.limits = limits;
    pool = shard.pool(name);
    deadline = shard.now + limits.leaseFor().toMillis();
    weights = pool.active.keySet().stream().mapToDouble(it -> shard.tenant(it).weight()).sum();
    room = limits.poolCap() - (int) pool.run.stream().filter(it -> it.at() > shard.now).count();
    for (Lane lane : Lane.of(limits.families())) {
      int credits = Math.max(0, most(lane) - shard.credits(lane).size());
      free.put(lane, credits * (lane.suspect() ? 1 : limits.batch()));
    }
    outBefore = creditEnds().min();
  }

  private LongStream creditEnds() {
    return free.keySet().stream()
        .flatMap(lane -> shard.credits(lane).stream())
        .mapToLong(Credit::until);
  }

  Turn take(Shard of) {
    while (room > 0) {
      MemoryTenant tenant = lowest();
      if (tenant == null) break;
      if (parks(tenant)) continue;
      if (exceedsShare(tenant)) overShare.add(tenant.number);
      else {
        serve(tenant);
        parks(tenant);
      }
    }
    pool.forgetIdle();
    List<ActionRequest> requests = requests(of);
    shutGates();
    List<Wait> waits =
        free.keySet().stream()
            .flatMap(lane -> taken.getOrDefault(lane, List.of()).stream())
            .map(Taken::waited)
            .toList();
    shard.reconcile();
    boolean more = more();
    return new Turn(requests, more, nextWake(more), Instant.ofEpochMilli(shard.now), waits);
  }

  private @Nullable MemoryTenant lowest() {
    MemoryTenant lowest = null;
    double tag = 0;
    for (var entry : pool.active.entrySet()) {
      if (overShare.contains(entry.getKey()) || parked.contains(entry.getKey())) continue;
      if (lowest != null && entry.getValue() >= tag) continue;
      MemoryTenant tenant = shard.tenant(entry.getKey());
      if (bestLane(tenant) == null) continue;
      lowest = tenant;
      tag = entry.getValue();
    }
    return lowest;
  }

  private @Nullable Lane bestLane(MemoryTenant tenant) {
    Lane best = null;
    long score = 0;
    for (var lane : free.entrySet()) {
      TreeSet<Ready> heads = tenant.ready.get(lane.getKey());
      if (lane.getValue() == 0 || heads == null || heads.isEmpty()) continue;
      if (best != null && heads.first().score() >= score) continue;
      best = lane.getKey();
      score = heads.first().score();
    }
    return best;
  }

  /// Only its own quotas park a tenant.
  private boolean parks(MemoryTenant tenant) {
    if (tenant.policy != null && tenant.inFlight(shard.now) >= tenant.policy.maxInFlight())
      shard.park(tenant, tenant.earliestDeadline(shard.now), Cause.IN_FLIGHT);
    else if (tenant.nextToken(shard.now) > shard.now)
      shard.park(tenant, (long) Math.ceil(tenant.nextToken(shard.now)), Cause.RATE);
    else return false;
    parked.add(tenant.number);
    return true;
  }

  private boolean exceedsShare(MemoryTenant tenant) {
    double share = Math.max(1, Math.floor(limits.poolCap() * tenant.weight() / weights));
    return tenant.inFlight(name, shard.now) >= share && room * 10 <= limits.poolCap();
  }

  private void serve(MemoryTenant tenant) {
    Lane lane = bestLane(tenant);
    TreeSet<Ready> heads = lane == null ? null : tenant.ready.get(lane);
    Ready next = heads == null ? null : heads.pollFirst();
    MemoryLine line = next == null ? null : tenant.lines.get(next.lead());
    if (lane == null || line == null || line.head == null)
      throw new IllegalStateException("nothing ready for tenant " + tenant.number);
    Wait wait = shard.wait(tenant, line.head);
    double cost = pool.charge(tenant, lane.family());
    pool.serve(tenant.number, cost / tenant.weight());
    if (tenant.interval() > 0)
      tenant.arrival = Math.max(shard.now, tenant.arrival) + tenant.interval();
    String token = shard.generation + "-" + ++shard.counter;
    QueuedTask task = line.head.entry().task();
    line.head = new Head(line.head.entry(), new State.Leased(token, cost, deadline));
    pool.run.add(Timed.head(deadline, tenant.number, task.lead()));
    tenant.deadlines.computeIfAbsent(name, it -> new HashMap<>()).put(task.lead(), deadline);
    taken
        .computeIfAbsent(lane, it -> new ArrayList<>())
        .add(new Taken(new Lease(task, token), wait));
    free.merge(lane, -1, Integer::sum);
    room--;
  }

  /// Until the next turn, or until something comes back.
  private void shutGates() {
    for (Lane lane : free.keySet()) {
      TreeSet<Credit> out = shard.credits(lane);
      if (out.size() < most(lane)) shard.gate(lane).open(shard.now);
      else shard.gate(lane).shut(shard.now, out.isEmpty() ? shard.now : out.first().until());
    }
    if (room > 0) shard.gate(name).open(shard.now);
    else
      shard
          .gate(name)
          .shut(
              shard.now,
              pool.run.stream()
                  .mapToLong(Timed::at)
                  .filter(at -> at > shard.now)
                  .min()
                  .orElse(shard.now));
  }

  private int most(Lane lane) {
    return lane.suspect() ? 1 : limits.outstanding();
  }

  private List<ActionRequest> requests(Shard of) {
    List<ActionRequest> requests = new ArrayList<>();
    for (Lane lane : free.keySet()) {
      List<Lease> leases = taken.getOrDefault(lane, List.of()).stream().map(Taken::lease).toList();
      int batch = lane.suspect() ? 1 : limits.batch();
      for (int from = 0; from < leases.size(); from += batch) {
        String credit = shard.generation + "-" + ++shard.counter;
        var request =
            new ActionRequest(
                of,
                lane.family(),
                lane.suspect(),
                credit,
                Instant.ofEpochMilli(deadline),
                List.copyOf(leases.subList(from, Math.min(from + batch, leases.size()))));
        shard.lend(request);
        requests.add(request);
      }
    }
    return requests;
  }

  private boolean more() {
    return room > 0
        && pool.active.keySet().stream()
            .filter(number -> !overShare.contains(number))
            .anyMatch(number ->
                free.keySet().stream()
                    .anyMatch(lane ->
                        !shard.tenant(number).ready.getOrDefault(lane, new TreeSet<>()).isEmpty()));
  }

  private Optional<Instant> nextWake(boolean more) {
    LongStream leases =
        shard.pools.values().stream()
            .flatMap(it -> it.run.stream())
            .mapToLong(Timed::at)
            .filter(at -> at > shard.now);
    LongStream due = shard.wakes.stream().mapToLong(Timed::at);
    LongStream credits = more ? creditEnds() : outBefore.stream();
    OptionalLong first = LongStream.concat(LongStream.concat(leases, due), credits).min();
    return first.isPresent()
        ? Optional.of(Instant.ofEpochMilli(first.getAsLong()))
        : Optional.empty();
  }
}
