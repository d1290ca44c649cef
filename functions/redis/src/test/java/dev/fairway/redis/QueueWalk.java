package dev.fairway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.SetClock;
import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Family;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.Pool;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Limits;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.ports.FairQueue.Reservation;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/// A random walk through the queue's operations, each done by two queues, which must answer the
/// same. The same seed walks the same way.
final class QueueWalk {
  private static final int TENANTS = 5;
  private static final int LEADS = 6;

  private final FairQueue one;
  private final FairQueue other;
  private final SetClock clock;
  private final Shard shard;
  private final SplittableRandom random;
  private final int crowd;
  private long generation = 1;
  private long position = 1000;
  private final List<QueuedTask> offered = new ArrayList<>();
  private final List<ActionRequest> requests = new ArrayList<>();
  private final List<ActionRequest> unsent = new ArrayList<>();
  private final List<Completion> settled = new ArrayList<>();
  private Optional<List<String>> reservation = Optional.empty();
  private final List<String> story = new ArrayList<>();

  QueueWalk(FairQueue one, FairQueue other, SetClock clock, Shard shard, long seed) {
    this.one = one;
    this.other = other;
    this.clock = clock;
    this.shard = shard;
    random = new SplittableRandom(seed);
    crowd = random.nextInt(3) == 0 ? 60 : 4;
  }

  void walk(int steps) {
    both("begin", it -> it.begin(shard, generation));
    for (int tenant = 1; tenant < TENANTS; tenant++) configure(tenant);
    both("open", it -> it.open(shard, generation));
    for (int step = 0; step < steps; step++) step();
    drain();
  }

  private void step() {
    switch (random.nextInt(21)) {
      case 0, 1, 2, 3 -> offer();
      case 4, 5, 6, 7 -> lease();
      case 8, 9, 10, 11, 12 -> settle();
      case 13 -> advance();
      case 14 -> reserve();
      case 15 -> expire(1 + random.nextInt(3));
      case 16 -> again();
      case 17 -> stats();
      case 18 -> seldom();
      case 19 -> sentLate();
      default -> find();
    }
  }

  private void expire(int limit) {
    both("expire " + limit, it -> it.expire(shard, generation, limit));
  }

  private void seldom() {
    switch (random.nextInt(5)) {
      case 0, 1 -> configure(1 + random.nextInt(TENANTS));
      case 2, 3 -> {
        if (offered.isEmpty()) return;
        QueuedTask task = offered.get(random.nextInt(offered.size()));
        both("remove " + task, it -> it.remove(shard, generation, List.of(task)));
      }
      default -> {
        String name = "n" + random.nextInt(3);
        both("claim", it -> it.claim(shard, generation, name, Duration.ofSeconds(10)));
        Duration stay = Duration.ofMillis(1 + random.nextInt(3_000));
        both("keep", it -> it.keep(shard, generation, name, stay));
      }
    }
  }

  private void configure(int tenant) {
    Policy policy =
        new Policy(
            tenant,
            1 + random.nextInt(4),
            1 + random.nextInt(8),
            random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 0,
            1 + random.nextInt(3),
            random.nextInt(150),
            Tenant.State.values()[random.nextInt(6) == 0 ? 1 : 0]);
    both("configure " + policy, it -> it.configure(shard, generation, List.of(policy)));
  }

  private void advance() {
    int most = List.of(400, 400, 4_000, 20_000).get(random.nextInt(4));
    clock.advance(Duration.ofMillis(random.nextInt(most)));
  }

  private void offer() {
    List<Offer> offers = new ArrayList<>();
    int size = 1 + random.nextInt(crowd);
    int hot = random.nextInt(4) == 0 ? 1 : LEADS;
    for (int i = 0; i < size; i++) {
      QueuedTask task = task(1 + random.nextInt(TENANTS), 1 + random.nextInt(hot));
      boolean later = random.nextInt(10) == 0;
      offers.add(
          new Offer(task, later ? Optional.of(clock.instant().plusMillis(700)) : Optional.empty()));
    }
    if (!offered.isEmpty() && random.nextInt(4) == 0)
      offers.add(new Offer(offered.get(random.nextInt(offered.size())), Optional.empty()));
    Optional<List<String>> ids = random.nextBoolean() ? reservation : Optional.empty();
    FairQueue first = one;
    both(
        "offer " + offers,
        it -> it.offer(shard, generation, ids.map(id -> id.get(it == first ? 0 : 1)), offers));
  }

  private QueuedTask task(int tenant, long lead) {
    long at = random.nextInt(8) == 0 ? 1 + random.nextInt(999) : position++;
    Family family = Family.values()[random.nextInt(6)];
    QueuedTask task =
        new QueuedTask(
            new TaskId(new UUID(tenant, at)),
            tenant,
            lead,
            at,
            family,
            Priority.values()[random.nextInt(3)],
            random.nextInt(8) == 0);
    offered.add(task);
    return task;
  }

  private void lease() {
    Pool pool = random.nextInt(4) == 0 ? Pool.MESSAGING : Pool.DB;
    List<Family> families =
        Arrays.stream(Family.values())
            .filter(it -> it.pool() == pool && random.nextInt(5) > 0)
            .toList();
    Limits limits =
        new Limits(
            families,
            1 + random.nextInt(3),
            1 + random.nextInt(6),
            Duration.ofMillis(500 + random.nextInt(20_000)),
            3 + random.nextInt(20));
    for (ActionRequest request :
        both("lease " + limits, it -> it.lease(shard, generation, pool, limits)).requests()) {
      requests.add(request);
      if (random.nextBoolean()) sent(request);
      else if (random.nextBoolean()) unsent.add(request);
    }
  }

  private void sent(ActionRequest request) {
    both("sent " + request.credit(), it -> it.sent(request, generation));
  }

  /// In time, after it was given back, or after it was settled.
  private void sentLate() {
    if (!unsent.isEmpty()) sent(unsent.remove(random.nextInt(unsent.size())));
  }

  private void settle() {
    if (requests.isEmpty()) return;
    ActionRequest request = requests.remove(random.nextInt(requests.size()));
    boolean part = request.leases().size() > 1 && random.nextInt(4) == 0;
    int cut = part ? 1 : request.leases().size();
    if (part)
      requests.add(
          new ActionRequest(
              shard,
              request.family(),
              request.suspect(),
              request.credit(),
              request.deadline(),
              request.leases().subList(cut, request.leases().size())));
    List<Completion.Item> items =
        request.leases().subList(0, cut).stream()
            .map(it -> new Completion.Item(it, outcome(it), random.nextInt(6) * 700L))
            .toList();
    settle(
        new Completion(shard, request.family(), request.suspect(), request.credit(), !part, items));
  }

  private void settle(Completion completion) {
    both("settle " + completion, it -> it.settle(completion, generation));
    settled.add(completion);
  }

  /// What was settled once changes nothing the second time.
  private void again() {
    if (settled.isEmpty()) return;
    Completion completion = settled.get(random.nextInt(settled.size()));
    both("settle again", it -> it.settle(completion, generation));
  }

  private Outcome outcome(Lease lease) {
    QueuedTask task = lease.task();
    return switch (random.nextInt(12)) {
      case 0, 1 -> new Outcome.Next(Family.values()[random.nextInt(6)]);
      case 2 -> new Outcome.WaitUntil(clock.instant().plusSeconds(60));
      case 3 -> new Outcome.RetryAfter(clock.instant().plusMillis(random.nextInt(900)));
      case 4 ->
          new Outcome.Blocked(
              task(
                  new QueuedTask(
                      task.task(),
                      task.tenant(),
                      task.lead(),
                      Math.max(0, task.position() - 1 - random.nextInt(5)),
                      task.family(),
                      task.priority(),
                      false)));
      case 5 ->
          new Outcome.Moved(
              new QueuedTask(
                  task.task(),
                  task.tenant(),
                  random.nextBoolean() ? task.lead() : 1 + random.nextInt(LEADS),
                  task.position(),
                  Family.values()[random.nextInt(6)],
                  task.priority(),
                  random.nextBoolean()));
      case 6 -> new Outcome.InProgress(clock.instant().plusMillis(random.nextInt(900)));
      case 7 -> new Outcome.Dead("poison");
      default -> new Outcome.Done(TaskState.DONE);
    };
  }

  private QueuedTask task(QueuedTask task) {
    offered.add(task);
    return task;
  }

  private void reserve() {
    Map<Integer, Integer> wanted = new TreeMap<>();
    for (int tenant = 1; tenant <= TENANTS; tenant++)
      if (random.nextBoolean()) wanted.put(tenant, random.nextInt(40));
    story.add("reserve " + wanted);
    Reservation mine = get(one.reserve(shard, generation, wanted));
    Reservation theirs = get(other.reserve(shard, generation, wanted));
    assertThat(theirs.granted()).as(this::story).isEqualTo(mine.granted());
    reservation = Optional.of(List.of(mine.id(), theirs.id()));
  }

  private void stats() {
    List<Integer> all = new ArrayList<>();
    for (int tenant = 1; tenant <= TENANTS; tenant++) all.add(tenant);
    both("stats", it -> it.stats(shard, generation, all));
  }

  private void find() {
    if (offered.isEmpty()) return;
    QueuedTask task = offered.get(random.nextInt(offered.size()));
    both("find " + task, it -> it.find(shard, generation, task));
  }

  /// Everything gets out again.
  private void drain() {
    for (int tenant = 1; tenant <= TENANTS; tenant++) {
      Policy open = new Policy(tenant, 1, 1000, 0, 1, 100, Tenant.State.ACTIVE);
      both("configure " + open, it -> it.configure(shard, generation, List.of(open)));
    }
    clock.advance(Duration.ofMinutes(10));
    both("expire all", it -> it.expire(shard, generation, 100_000));
    int left = 1;
    while (left > 0) {
      left = 0;
      for (Pool pool : Pool.values()) {
        List<Family> families =
            Arrays.stream(Family.values()).filter(it -> it.pool() == pool).toList();
        Limits wide = new Limits(families, 100, 100, Duration.ofMinutes(1), 100_000);
        for (ActionRequest request :
            both("lease all", it -> it.lease(shard, generation, pool, wide)).requests()) {
          left += request.leases().size();
          settle(
              Completion.of(
                  request,
                  request.leases().stream()
                      .map(it -> new Completion.Item(it, new Outcome.Done(TaskState.DONE), 900))
                      .toList()));
        }
      }
    }
    stats();
  }

  private <T> T both(String what, Function<FairQueue, Uni<T>> operation) {
    story.add(what);
    T expected = get(operation.apply(one));
    T actual = get(operation.apply(other));
    assertThat(actual).as(this::story).isEqualTo(expected);
    return expected;
  }

  private static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(60));
  }

  private String story() {
    return "step "
        + story.size()
        + ":\n"
        + String.join("\n", story.subList(Math.max(0, story.size() - 12), story.size()));
  }
}
