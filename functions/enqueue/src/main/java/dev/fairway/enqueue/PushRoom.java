package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Asked;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Offered;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.ports.FairQueue.Reservation;
import dev.fairway.recovery.Generations;
import dev.fairway.runtime.CrashPoint;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Nudges;
import dev.fairway.runtime.Wire;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Room in the fair queue: reserved before the journal is asked, used up after it has answered.
@Singleton
class PushRoom {
  private static final Logger LOG = Logger.getLogger(PushRoom.class);

  private final FairQueue queue;
  private final Generations generations;
  private final Nudges nudges;
  private final Meters meters;

  /// What this process last told the queue about a tenant.
  private record Told(long generation, Policy policy) {}

  private final Map<Integer, Told> told = new ConcurrentHashMap<>();

  @Inject
  PushRoom(FairQueue queue, Generations generations, Nudges nudges, Meters meters) {
    this.queue = queue;
    this.generations = generations;
    this.nudges = nudges;
    this.meters = meters;
  }

  /// @param byDatabase what may be journaled
  /// @param reservations by database; none where nothing needs room
  /// @param left all of the tenants for which there is no room, in their order
  /// @param away whether room could not even be asked for, for any of them
  record Reserved(
      Map<String, List<Asked>> byDatabase,
      Map<String, Reservation> reservations,
      List<Asked> left,
      boolean away) {}

  /// A tenant finds room for all that it sends, or for nothing: a part pushed and a part buffered
  /// would not keep their order.
  Uni<Reserved> reserve(List<Asked> asked) {
    Map<String, List<Asked>> wanting =
        Enqueue.byDatabase(asked.stream().filter(one -> one.wanted() > 0).toList());
    return Each.of(wanting, this::reserve)
        .map(answers -> {
          Map<String, Reservation> reservations = new HashMap<>();
          Map<Integer, Integer> room = new HashMap<>();
          answers.forEach((database, reservation) ->
              reservation.ifPresent(found -> {
                reservations.put(database, found);
                room.putAll(found.granted());
              }));
          for (Asked one : asked)
            room.merge(one.place().tenant().number(), -one.wanted(), Integer::sum);
          Map<Boolean, List<Asked>> fits =
              asked.stream()
                  .collect(
                      Collectors.partitioningBy(
                          one -> room.getOrDefault(one.place().tenant().number(), 0) >= 0));
          return new Reserved(
              Enqueue.byDatabase(fits.getOrDefault(true, List.of())),
              reservations,
              fits.getOrDefault(false, List.of()),
              reservations.size() < wanting.size());
        });
  }

  /// Empty if the queue cannot be asked.
  private Uni<Optional<Reservation>> reserve(String database, List<Asked> asked) {
    Map<Integer, Integer> wanted = new TreeMap<>();
    Map<Integer, Tenant> tenants = new TreeMap<>();
    for (Asked one : asked) {
      Tenant tenant = one.place().tenant();
      wanted.merge(tenant.number(), one.wanted(), Integer::sum);
      tenants.put(tenant.number(), tenant);
    }
    Shard shard = shard(database);
    return generations
        .with(
            shard,
            generation ->
                configure(shard, generation, tenants)
                    .chain(() -> queue.reserve(shard, generation, wanted)))
        .map(Optional::of)
        .onFailure()
        .invoke(e -> warn("queue-away", shard, e))
        .onFailure()
        .recoverWithItem(Optional.empty());
  }

  private Uni<Void> configure(Shard shard, long generation, Map<Integer, Tenant> tenants) {
    List<Policy> news = new ArrayList<>();
    tenants.forEach((number, tenant) -> {
      Policy policy = Policy.of(tenant);
      if (!new Told(generation, policy).equals(told.get(number))) news.add(policy);
    });
    if (news.isEmpty()) return Uni.createFrom().voidItem();
    return queue
        .configure(shard, generation, news)
        .invoke(
            () -> news.forEach(policy -> told.put(policy.tenant(), new Told(generation, policy))))
        .chain(offered -> nudged(shard, offered));
  }

  /// Puts what is journaled into the queue. Failing costs time only: the tasks are safe, and the
  /// sweep finds them.
  Uni<Void> offer(String database, Reserved reserved, List<QueuedTask> queued) {
    Optional<String> reservation =
        Optional.ofNullable(reserved.reservations().get(database)).map(Reservation::id);
    List<Offer> offers = queued.stream().map(task -> new Offer(task, Optional.empty())).toList();
    if (offers.isEmpty() && reservation.isEmpty()) return Uni.createFrom().voidItem();
    Shard shard = shard(database);
    CrashPoint.reached("before-offer");
    return generations
        .with(shard, generation -> queue.offer(shard, generation, reservation, offers))
        .chain(offered -> nudged(shard, offered))
        .onFailure()
        .invoke(e -> {
          meters.count("offers.failed", "queue-away", offers.size());
          warn("offer-failed", shard, e);
        })
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> nudged(Shard shard, Offered offered) {
    return offered.nudge() ? nudges.at(shard, Wire.TASKS_OFFERED) : Uni.createFrom().voidItem();
  }

  private static void warn(String event, Shard shard, Throwable cause) {
    new LogLine("enqueue", event)
        .with("shard", shard.tag())
        .with("cause", cause)
        .to(LOG, Logger.Level.WARN);
  }

  private static Shard shard(String database) {
    return new Shard(database, 0);
  }
}
