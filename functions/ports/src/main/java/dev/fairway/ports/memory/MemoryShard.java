package dev.fairway.ports.memory;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue.Found;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Place;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.ports.FairQueue.Refill;
import dev.fairway.ports.FairQueue.Settled;
import dev.fairway.ports.FairQueue.StaleGeneration;
import dev.fairway.ports.FairQueue.Wait;
import dev.fairway.ports.memory.MemoryLine.Entry;
import dev.fairway.ports.memory.MemoryLine.Head;
import dev.fairway.ports.memory.MemoryLine.Seated;
import dev.fairway.ports.memory.MemoryLine.State;
import dev.fairway.ports.memory.MemoryStops.Cause;
import dev.fairway.ports.memory.MemoryTenant.Ready;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One shard of the queue: who stands where, and what happens to it.
final class MemoryShard {
  private static final int WAKES_AT_ONCE = 500;
  private static final long UNSENT_MILLIS = 3_000;

  long generation;
  boolean open;
  long counter;

  /// Milliseconds since the epoch at which the running call happens.
  long now;

  long turnedAt;
  long nudgedAt;
  final Map<Integer, MemoryTenant> tenants = new TreeMap<>();
  final Map<Pool, MemoryPool> pools = new EnumMap<>(Pool.class);
  private final Map<Lane, TreeSet<Credit>> credits = new HashMap<>();
  final Map<Lane, MemoryGate> laneGates = new HashMap<>();
  final Map<Pool, MemoryGate> poolGates = new EnumMap<>(Pool.class);
  final TreeSet<Timed> wakes = new TreeSet<>();
  final Map<String, Long> claims = new HashMap<>();
  String keeper = "";
  private final Set<MemoryTenant> touched = new LinkedHashSet<>();

  /// What a request has of its lane.
  ///
  /// @param unsent leases to give back at its end; none once the Broker has the request
  record Credit(long until, String id, List<Lease> unsent) implements Comparable<Credit> {
    private static final Comparator<Credit> ORDER =
        Comparator.comparingLong(Credit::until).thenComparing(Credit::id);

    @Override
    public int compareTo(Credit other) {
      return ORDER.compare(this, other);
    }
  }

  MemoryShard() {
    for (Pool pool : Pool.values()) pools.put(pool, new MemoryPool());
  }

  void expect(Shard shard, long expected, boolean whileLoading) {
    if (generation != expected || !(open || whileLoading))
      throw new StaleGeneration(shard, expected, generation);
  }

  void begin(Shard shard, long next) {
    if (next < generation || (next == generation && open))
      throw new StaleGeneration(shard, next, generation);
    tenants.clear();
    pools.replaceAll((pool, old) -> new MemoryPool());
    credits.clear();
    laneGates.clear();
    poolGates.clear();
    wakes.clear();
    claims.clear();
    turnedAt = 0;
    nudgedAt = 0;
    generation = next;
    open = false;
  }

  MemoryTenant tenant(int number) {
    MemoryTenant tenant = tenants.computeIfAbsent(number, MemoryTenant::new);
    touched.add(tenant);
    return tenant;
  }

  MemoryPool pool(Pool pool) {
    MemoryPool found = pools.get(pool);
    if (found == null) throw new IllegalStateException("pool " + pool);
    return found;
  }

  MemoryGate gate(Pool pool) {
    return poolGates.computeIfAbsent(pool, it -> new MemoryGate());
  }

  MemoryGate gate(Lane lane) {
    return laneGates.computeIfAbsent(lane, it -> new MemoryGate());
  }

  TreeSet<Credit> credits(Lane lane) {
    return credits.computeIfAbsent(lane, it -> new TreeSet<>());
  }

  void lend(ActionRequest request) {
    long until = Math.min(request.deadline().toEpochMilli(), now + UNSENT_MILLIS);
    credits(Lane.of(request)).add(new Credit(until, request.credit(), request.leases()));
  }

  void sent(ActionRequest request) {
    Lane lane = Lane.of(request);
    if (!takeBack(lane, request.credit())) return;
    credits(lane).add(new Credit(request.deadline().toEpochMilli(), request.credit(), List.of()));
    gate(lane).keepShut(credits(lane).first().until());
  }

  private boolean takeBack(Lane lane, String credit) {
    return credits(lane).removeIf(it -> it.id().equals(credit));
  }

  /// Leases go back as if settled at no cost: nothing is known to have run.
  void endCredits(Lane lane) {
    var nothing = new Outcome.InProgress(Instant.ofEpochMilli(now));
    TreeSet<Credit> out = credits(lane);
    while (!out.isEmpty() && out.first().until() <= now)
      for (Lease lease : out.removeFirst().unsent()) {
        settle(new Completion.Item(lease, nothing, 0));
        tidy(tenant(lease.task().tenant()), lease.task().lead());
      }
  }

  /// Whoever the call touched is in a pool's turn if, and only if, it has ready work there and may
  /// run.
  void reconcile() {
    for (MemoryTenant tenant : touched)
      for (Pool name : Pool.values()) {
        MemoryPool pool = pool(name);
        boolean active = pool.active.containsKey(tenant.number);
        boolean shall = tenant.runs() && tenant.hasReady(name);
        if (shall && !active) pool.enter(tenant.number);
        if (active && !shall) pool.leave(tenant.number);
      }
    touched.clear();
  }

  /// Eligible work that no turn is known to come for: no nudge is under way, and nothing runs whose
  /// outcome brings one. After `patience` neither is relied upon.
  boolean needsTurn(long patience) {
    long recent = now - patience;
    if (nudgedAt > Math.max(turnedAt, recent)) return false;
    return pools.values().stream()
        .filter(pool -> !pool.active.isEmpty())
        .anyMatch(pool -> turnedAt <= recent || !pool.runsAt(now));
  }

  void configure(Policy policy) {
    MemoryTenant tenant = tenant(policy.tenant());
    tenant.policy = policy;
    unpark(tenant);
    if (policy.state() == Tenant.State.PAUSED) tenant.stops.begin(Cause.PAUSED, now);
    else tenant.stops.end(now);
  }

  void park(MemoryTenant tenant, long until, Cause cause) {
    tenant.stops.begin(cause, now);
    tenant.parked = Timed.parked(until, tenant.number);
    wakes.add(tenant.parked);
  }

  private void unpark(MemoryTenant tenant) {
    if (tenant.parked == null) return;
    wakes.remove(tenant.parked);
    tenant.stops.end(Math.min(now, tenant.parked.at()));
    tenant.parked = null;
  }

  void wakeDue() {
    for (int i = 0; i < WAKES_AT_ONCE && !wakes.isEmpty() && wakes.first().at() <= now; i++) {
      Timed due = wakes.first();
      wakes.remove(due);
      MemoryTenant tenant = tenant(due.tenant());
      if (due.ofHead()) {
        MemoryLine line = line(tenant, due.lead());
        if (line.head != null) {
          Entry entry = line.head.entry();
          seat(tenant, line, new Entry(entry.task(), 0, entry.stood()));
        }
      } else {
        tenant.stops.end(due.at());
        tenant.parked = null;
      }
    }
  }

  void offer(Offer offer) {
    long notBefore = offer.notBefore().map(at -> at.toEpochMilli()).orElse(0L);
    insert(tenant(offer.task().tenant()), new Entry(offer.task(), notBefore));
  }

  private void insert(MemoryTenant tenant, Entry entry) {
    MemoryLine line = line(tenant, entry.task().lead());
    Head head = line.head;
    if (head == null) {
      seat(tenant, line, entry);
      return;
    }
    long position = head.entry().task().position();
    if (position == entry.task().position()) return;
    if (head.state() instanceof State.Leased || entry.task().position() > position) {
      line.push(entry, now);
      return;
    }
    withdraw(tenant, head);
    seat(tenant, line, entry);
    line.push(head.entry(), now);
  }

  private MemoryLine line(MemoryTenant tenant, long lead) {
    return tenant.lines.computeIfAbsent(lead, number -> new MemoryLine());
  }

  /// Make it the head, ready or delayed.
  private void seat(MemoryTenant tenant, MemoryLine line, Entry entry) {
    QueuedTask task = entry.task();
    if (entry.notBefore() > now) {
      line.head = new Head(entry, new State.Delayed(entry.notBefore()));
      wakes.add(Timed.head(entry.notBefore(), task.tenant(), task.lead()));
      return;
    }
    long score = now + task.priority().behind().toMillis();
    var stops = tenant.stopped(now);
    var seated =
        new Seated(stops, gate(task.family().pool()).until(now), gate(Lane.of(task)).until(now));
    line.head = new Head(new Entry(task, 0, entry.stood()), new State.Ready(score, seated));
    tenant
        .ready
        .computeIfAbsent(Lane.of(task), lane -> new TreeSet<>())
        .add(new Ready(score, task.lead()));
  }

  /// Free the head's seat: no longer ready, delayed or leased.
  private void withdraw(MemoryTenant tenant, Head head) {
    QueuedTask task = head.entry().task();
    switch (head.state()) {
      case State.Ready(long score, var seated) -> {
        TreeSet<Ready> lane = tenant.ready.get(Lane.of(task));
        if (lane != null) lane.remove(new Ready(score, task.lead()));
      }
      case State.Delayed(long due) -> wakes.remove(Timed.head(due, task.tenant(), task.lead()));
      case State.Leased leased -> {
        Pool pool = task.family().pool();
        pool(pool).run.remove(Timed.head(leased.deadline(), task.tenant(), task.lead()));
        tenant.deadlines.getOrDefault(pool, new HashMap<>()).remove(task.lead());
        gate(pool).open(now);
        unpark(tenant);
      }
    }
  }

  /// The seat is free: `stays`, if any, competes for it with the first of the line.
  private void reseat(MemoryTenant tenant, long lead, @Nullable Entry stays) {
    MemoryLine line = line(tenant, lead);
    line.head = null;
    if (line.behind.isEmpty()) {
      if (stays != null) seat(tenant, line, stays);
      return;
    }
    if (stays != null && stays.task().position() < line.behind.firstKey()) {
      seat(tenant, line, stays);
      return;
    }
    Entry first = line.behind.pollFirstEntry().getValue().until(now);
    seat(tenant, line, first);
    if (stays != null && stays.task().position() != first.task().position()) line.push(stays, now);
  }

  private void tidy(MemoryTenant tenant, long lead) {
    MemoryLine line = tenant.lines.get(lead);
    if (line != null && line.size() == 0) tenant.lines.remove(lead);
  }

  List<QueuedTask> expire(int limit) {
    List<QueuedTask> expired = new ArrayList<>();
    for (MemoryPool pool : pools.values())
      while (expired.size() < limit && !pool.run.isEmpty() && pool.run.first().at() <= now) {
        Timed lease = pool.run.first();
        MemoryTenant tenant = tenant(lease.tenant());
        Head head = line(tenant, lease.lead()).head;
        if (head == null) throw new IllegalStateException("lease without head: " + lease);
        expired.add(head.entry().task());
        withdraw(tenant, head);
        reseat(tenant, lease.lead(), null);
        tidy(tenant, lease.lead());
      }
    return expired;
  }

  void remove(QueuedTask task) {
    MemoryTenant tenant = tenant(task.tenant());
    MemoryLine line = line(tenant, task.lead());
    Head head = line.head;
    if (head != null && head.entry().task().position() == task.position()) {
      withdraw(tenant, head);
      reseat(tenant, task.lead(), null);
    } else line.behind.remove(task.position());
    tidy(tenant, task.lead());
  }

  Settled settle(Completion completion) {
    int settled = 0;
    List<Refill> refills = new ArrayList<>();
    for (Completion.Item item : completion.items()) {
      QueuedTask task = item.lease().task();
      MemoryTenant tenant = tenant(task.tenant());
      if (settle(item)) {
        settled++;
        refill(tenant, task).ifPresent(refills::add);
      }
      tidy(tenant, task.lead());
    }
    if (completion.last()) {
      Lane lane = new Lane(completion.family(), completion.suspect());
      if (takeBack(lane, completion.credit())) gate(lane).open(now);
    }
    return new Settled(settled, completion.items().size() - settled, refills);
  }

  /// Returns false if the lease is not known.
  private boolean settle(Completion.Item item) {
    QueuedTask task = item.lease().task();
    MemoryTenant tenant = tenant(task.tenant());
    Head head = line(tenant, task.lead()).head;
    if (head == null
        || !(head.state() instanceof State.Leased leased)
        || !leased.token().equals(item.lease().token())) return false;
    withdraw(tenant, head);
    charge(tenant, head.entry().task(), leased.charged(), item);
    moveOn(tenant, head.entry().task(), item.outcome());
    return true;
  }

  private void charge(MemoryTenant tenant, QueuedTask task, double charged, Completion.Item item) {
    boolean blocked = item.outcome() instanceof Outcome.Blocked;
    double real = blocked ? 0 : item.costMicros();
    pool(task.family().pool()).correct(tenant.number, (real - charged) / tenant.weight());
    if (real == 0 || item.outcome() instanceof Outcome.Moved)
      tenant.arrival = Math.max(0, tenant.arrival - tenant.interval());
    if (real > 0 && executed(item.outcome())) {
      tenant.costs.ran(task.family(), real);
      pool(task.family().pool()).costs.ran(task.family(), real);
    }
  }

  private static boolean executed(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Next n -> true;
      case Outcome.Done d -> true;
      case Outcome.WaitUntil w -> true;
      case Outcome.RetryAfter r -> true;
      case Outcome.Dead d -> true;
      case Outcome.Blocked b -> false;
      case Outcome.Moved m -> false;
      case Outcome.InProgress i -> false;
    };
  }

  private void moveOn(MemoryTenant tenant, QueuedTask task, Outcome outcome) {
    switch (outcome) {
      case Outcome.Next(var family) ->
          reseat(tenant, task.lead(), new Entry(task.with(family, task.suspect()), 0));
      case Outcome.Done d -> reseat(tenant, task.lead(), null);
      case Outcome.WaitUntil w -> reseat(tenant, task.lead(), null);
      case Outcome.Dead d -> reseat(tenant, task.lead(), null);
      case Outcome.RetryAfter(var at) ->
          reseat(tenant, task.lead(), new Entry(task, at.toEpochMilli()));
      case Outcome.InProgress(var until) ->
          reseat(tenant, task.lead(), new Entry(task, until.toEpochMilli()));
      case Outcome.Blocked(var by) -> {
        MemoryLine line = line(tenant, task.lead());
        line.head = null;
        line.push(new Entry(by, 0), now);
        reseat(tenant, task.lead(), new Entry(task, 0));
      }
      case Outcome.Moved(var truth) -> {
        Entry entry = new Entry(truth, 0);
        boolean here = truth.lead() == task.lead();
        reseat(tenant, task.lead(), here ? entry : null);
        if (!here) insert(tenant, entry);
      }
    }
  }

  private Optional<Refill> refill(MemoryTenant tenant, QueuedTask settled) {
    MemoryLine line = line(tenant, settled.lead());
    if (!line.more || line.size() >= MemoryLine.MOST / 2) return Optional.empty();
    line.more = false;
    return Optional.of(new Refill(tenant.number, settled.lead(), line.last(settled.position())));
  }

  Optional<Found> find(QueuedTask task) {
    MemoryTenant tenant = tenants.get(task.tenant());
    MemoryLine line = tenant == null ? null : tenant.lines.get(task.lead());
    if (tenant == null || line == null) return Optional.empty();
    Head head = line.head;
    if (head == null || head.entry().task().position() != task.position())
      return Optional.ofNullable(line.behind.get(task.position()))
          .map(behind -> new Found(Place.IN_LINE, Wait.NONE.stood(behind.until(now).stood())));
    return Optional.of(
        switch (head.state()) {
          case State.Ready r -> new Found(Place.READY, wait(tenant, head));
          case State.Leased l -> new Found(Place.LEASED, Wait.NONE);
          case State.Delayed d -> new Found(Place.DELAYED, Wait.NONE);
        });
  }

  /// So far, of a ready head.
  Wait wait(MemoryTenant tenant, Head head) {
    Lane lane = Lane.of(head.entry().task());
    Seated seated = ready(head).seated();
    return tenant
        .stopped(now)
        .wait(now - readySince(head), seated.stops())
        .shut(gate(lane.pool()).until(now) - seated.pool(), gate(lane).until(now) - seated.credit())
        .stood(head.entry().stood());
  }

  private static long readySince(Head head) {
    return ready(head).score() - head.entry().task().priority().behind().toMillis();
  }

  private static State.Ready ready(Head head) {
    if (head.state() instanceof State.Ready ready) return ready;
    throw new IllegalStateException("not ready: " + head);
  }

  /// Of the tasks that would be next in their lanes, the one that is ready for longest.
  Optional<Wait> oldest(MemoryTenant tenant) {
    return tenant.ready.entrySet().stream()
        .filter(lane -> !lane.getValue().isEmpty())
        .sorted(Comparator.comparing(lane -> lane.getKey().name()))
        .map(lane -> tenant.head(lane.getValue().first()))
        .min(Comparator.comparingLong(MemoryShard::readySince))
        .map(head -> wait(tenant, head));
  }
}
