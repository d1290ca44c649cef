package dev.fairway.redis;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Family;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.ports.FairQueue;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The fair queue on Redis: arguments in, one script, its reply out. The rules are in
/// `resources/lua`. A call that Redis does not answer within 2 s fails.
@Singleton
public class RedisFairQueue implements FairQueue {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final RedisLink link;
  private final LongSupplier now;

  /// @param uri of Redis, `redis://[:password@]host:port`
  @Inject
  public RedisFairQueue(Vertx vertx, @ConfigProperty(name = "fairway.redis") String uri) {
    this(new RedisLink(vertx, uri, TIMEOUT), () -> 0);
  }

  /// @param now milliseconds since the epoch; 0: the shard's own clock
  RedisFairQueue(RedisLink link, LongSupplier now) {
    this.link = link;
    this.now = now;
  }

  @Override
  public Uni<Reservation> reserve(Shard shard, long generation, Map<Integer, Integer> wanted) {
    List<String> arguments = arguments(generation);
    var sorted = new TreeMap<>(wanted);
    sorted.forEach((tenant, tasks) -> add(arguments, tenant, tasks));
    return run(Script.RESERVE, shard, arguments)
        .map(reply -> {
          Map<Integer, Integer> granted = new TreeMap<>();
          int i = 2;
          for (Integer tenant : sorted.keySet()) granted.put(tenant, reply.count(i++));
          return new Reservation(reply.text(1), granted);
        });
  }

  @Override
  public Uni<Offered> offer(
      Shard shard, long generation, Optional<String> reservation, List<Offer> offers) {
    List<String> arguments = arguments(generation);
    arguments.add(reservation.orElse(""));
    for (Offer offer : offers) {
      QueuedTask task = offer.task();
      add(arguments, task.tenant(), task.lead(), task.position(), task.task());
      add(arguments, Row.lane(task.family(), task.suspect()), Row.behind(task.priority()));
      add(arguments, offer.notBefore().map(Instant::toEpochMilli).orElse(0L));
    }
    return run(Script.OFFER, shard, arguments).map(reply -> new Offered(reply.count(1) == 1));
  }

  @Override
  public Uni<Turn> lease(Shard shard, long generation, Pool pool, Limits limits) {
    List<String> arguments = arguments(generation);
    add(arguments, pool.label(), limits.outstanding(), limits.batch());
    add(arguments, limits.leaseFor().toMillis(), limits.poolCap());
    for (Family family : limits.families()) arguments.add(family.label());
    return run(Script.LEASE, shard, arguments).map(reply -> turn(shard, limits, reply));
  }

  private static Turn turn(Shard shard, Limits limits, Reply reply) {
    Instant at = Instant.ofEpochMilli(reply.number(3));
    Instant deadline = at.plusMillis(limits.leaseFor().toMillis());
    List<ActionRequest> requests = new ArrayList<>();
    List<Wait> waits = new ArrayList<>();
    int i = 4;
    while (i < reply.size()) {
      String lane = reply.text(i);
      String credit = reply.text(i + 1);
      int end = i + 3 + reply.count(i + 2);
      List<Lease> leases = new ArrayList<>();
      for (i += 3; i < end; i++) {
        Row.Leased row = Row.leased(reply.text(i), at);
        leases.add(row.lease());
        waits.add(row.waited());
      }
      requests.add(
          new ActionRequest(
              shard, Row.family(lane), Row.suspect(lane), credit, deadline, List.copyOf(leases)));
    }
    return new Turn(requests, reply.count(1) == 1, instant(reply.number(2)), at, waits);
  }

  @Override
  public Uni<Void> sent(ActionRequest request, long generation) {
    List<String> arguments = arguments(generation);
    add(arguments, Row.lane(request.family(), request.suspect()), request.credit());
    add(arguments, request.deadline().toEpochMilli());
    return run(Script.SENT, request.shard(), arguments).replaceWithVoid();
  }

  @Override
  public Uni<Settled> settle(Completion completion, long generation) {
    List<String> arguments = arguments(generation);
    arguments.add(Row.lane(completion.family(), completion.suspect()));
    arguments.add(completion.last() ? completion.credit() : "");
    for (Completion.Item item : completion.items()) {
      QueuedTask task = item.lease().task();
      add(arguments, task.tenant(), task.lead(), item.lease().token());
      Told told = told(item.outcome());
      add(arguments, told.kind(), item.costMicros(), told.argument());
    }
    return run(Script.SETTLE, completion.shard(), arguments).map(RedisFairQueue::settled);
  }

  private record Told(String kind, String argument) {}

  private static Told told(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Next(Family family) -> new Told("next", family.label());
      case Outcome.Done done -> new Told("gone", "");
      case Outcome.WaitUntil waiting -> new Told("gone", "");
      case Outcome.Dead dead -> new Told("gone", "");
      case Outcome.RetryAfter(Instant at) -> new Told("retry", Long.toString(at.toEpochMilli()));
      case Outcome.InProgress(Instant at) -> new Told("busy", Long.toString(at.toEpochMilli()));
      case Outcome.Blocked(QueuedTask by) -> new Told("blocked", Row.of(by));
      case Outcome.Moved(QueuedTask truth) -> new Told("moved", Row.of(truth));
    };
  }

  private static Settled settled(Reply reply) {
    List<Refill> refills = new ArrayList<>();
    for (int i = 3; i < reply.size(); i += 3)
      refills.add(new Refill(reply.count(i), reply.number(i + 1), reply.number(i + 2)));
    return new Settled(reply.count(1), reply.count(2), refills);
  }

  @Override
  public Uni<List<QueuedTask>> expire(Shard shard, long generation, int limit) {
    List<String> arguments = arguments(generation);
    add(arguments, limit);
    return run(Script.EXPIRE, shard, arguments)
        .map(reply -> {
          List<QueuedTask> tasks = new ArrayList<>();
          for (int i = 1; i < reply.size(); i++) tasks.add(Row.lease(reply.text(i)).task());
          return tasks;
        });
  }

  @Override
  public Uni<Void> remove(Shard shard, long generation, List<QueuedTask> tasks) {
    List<String> arguments = arguments(generation);
    for (QueuedTask task : tasks) add(arguments, task.tenant(), task.lead(), task.position());
    return run(Script.REMOVE, shard, arguments).replaceWithVoid();
  }

  @Override
  public Uni<Offered> configure(Shard shard, long generation, List<Policy> policies) {
    List<String> arguments = arguments(generation);
    for (Policy it : policies) {
      add(arguments, it.tenant(), it.weight(), it.maxInFlight(), it.ratePerSecond(), it.burst());
      add(arguments, it.pushWindow(), it.state().name().toLowerCase(Locale.ROOT));
    }
    return run(Script.CONFIGURE, shard, arguments).map(reply -> new Offered(reply.count(1) == 1));
  }

  @Override
  public Uni<Void> begin(Shard shard, long generation) {
    return run(Script.BEGIN, shard, arguments(generation))
        .repeat()
        .whilst(reply -> reply.kind().equals("emptying"))
        .collect()
        .last()
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> open(Shard shard, long generation) {
    return run(Script.OPEN, shard, arguments(generation)).replaceWithVoid();
  }

  @Override
  public Uni<Boolean> keep(Shard shard, long generation, String keeper, Duration atMost) {
    return claim(shard, generation, "keeper", atMost, keeper);
  }

  @Override
  public Uni<Boolean> claim(Shard shard, long generation, String name, Duration atMost) {
    return claim(shard, generation, "claim:" + name, atMost, "");
  }

  private Uni<Boolean> claim(
      Shard shard, long generation, String name, Duration atMost, String holder) {
    List<String> arguments = arguments(generation);
    add(arguments, name, atMost.toMillis(), holder);
    return run(Script.CLAIM, shard, arguments).map(reply -> reply.kind().equals("claimed"));
  }

  @Override
  public Uni<Stats> stats(Shard shard, long generation, List<Integer> tenants) {
    List<String> arguments = arguments(generation);
    for (Integer tenant : tenants) add(arguments, tenant);
    return run(Script.STATS, shard, arguments)
        .map(reply -> {
          List<TenantStats> stats = new ArrayList<>();
          for (int i = 0; i < tenants.size(); i++) {
            int at = 1 + 4 * i;
            stats.add(
                new TenantStats(
                    tenants.get(i),
                    reply.count(at),
                    reply.count(at + 1),
                    reply.count(at + 2),
                    reply.text(at + 3).isEmpty()
                        ? Optional.empty()
                        : Optional.of(Row.wait(reply.text(at + 3)))));
          }
          return new Stats(stats);
        });
  }

  @Override
  public Uni<Optional<Found>> find(Shard shard, long generation, QueuedTask task) {
    List<String> arguments = arguments(generation);
    add(arguments, task.tenant(), task.lead(), task.position());
    return run(Script.FIND, shard, arguments)
        .map(reply -> place(reply.text(1)).map(at -> new Found(at, Row.wait(reply.text(2)))));
  }

  private static Optional<Place> place(String state) {
    return switch (state) {
      case "l" -> Optional.of(Place.LEASED);
      case "r" -> Optional.of(Place.READY);
      case "d" -> Optional.of(Place.DELAYED);
      case "i" -> Optional.of(Place.IN_LINE);
      default -> Optional.empty();
    };
  }

  /// Move the shard's clock: its scripts read Redis's TIME plus `offset`.
  public Uni<Void> moveClock(Shard shard, Duration offset) {
    return link.send(
            Request.cmd(Command.HSET)
                .arg(clockKey(shard))
                .arg("offset_ms")
                .arg(Long.toString(offset.toMillis())))
        .replaceWithVoid();
  }

  @PreDestroy
  void close() {
    link.close();
  }

  private Uni<Reply> run(Script script, Shard shard, List<String> arguments) {
    long generation = Long.parseLong(arguments.get(1));
    return link.run(script, clockKey(shard), arguments)
        .map(Reply::new)
        .invoke(reply -> {
          if (reply.kind().equals("stale"))
            throw new StaleGeneration(shard, generation, reply.number(1));
        });
  }

  private static String clockKey(Shard shard) {
    return "{" + shard.tag() + "}:clock";
  }

  private List<String> arguments(long generation) {
    List<String> arguments = new ArrayList<>();
    add(arguments, now.getAsLong(), generation);
    return arguments;
  }

  private static void add(List<String> arguments, Object... values) {
    for (Object value : values) arguments.add(value.toString());
  }

  /// @param millis 0: never
  private static Optional<Instant> instant(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
