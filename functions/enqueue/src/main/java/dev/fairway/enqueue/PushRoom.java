package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Asked;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.ports.Events;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.ports.FairQueue.Reservation;
import dev.fairway.recovery.Generations;
import dev.fairway.runtime.CrashPoint;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Refusal;
import dev.fairway.runtime.Wire;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Room in the fair queue: reserved before the journal is asked, used up after it has answered.
@Singleton
class PushRoom {
  private static final Logger LOG = Logger.getLogger(PushRoom.class);
  private static final Duration NUDGE_WITHIN = Duration.ofSeconds(1);

  private final FairQueue queue;
  private final Generations generations;
  private final Events events;
  private final Meters meters;
  private final EnqueueConfig config;

  /// What this process last told the queue about a tenant.
  private record Told(long generation, Policy policy) {}

  private final Map<Integer, Told> told = new ConcurrentHashMap<>();

  @Inject
  PushRoom(
      FairQueue queue,
      Generations generations,
      Events events,
      Meters meters,
      EnqueueConfig config) {
    this.queue = queue;
    this.generations = generations;
    this.events = events;
    this.meters = meters;
    this.config = config;
  }

  /// @param byDatabase what may be journaled
  /// @param reservations by database; none where nothing needs room
  record Reserved(Map<String, List<Asked>> byDatabase, Map<String, Reservation> reservations) {}

  /// Refuses the requests for which there is no room, or whose queue is away.
  Uni<Reserved> reserve(List<Asked> asked, Results results) {
    Map<String, List<Asked>> wanting =
        Enqueue.byDatabase(asked.stream().filter(one -> one.wanted() > 0).toList());
    return Each.of(wanting, this::reserve)
        .map(answers -> {
          Map<String, Reservation> reservations = new HashMap<>();
          answers.forEach((database, reservation) -> {
            if (reservation.isPresent()) reservations.put(database, reservation.get());
            else refuse(wanting.getOrDefault(database, List.of()), results);
          });
          admit(asked, reservations, results);
          List<Asked> admitted = Enqueue.live(asked, one -> one.place().request(), results);
          return new Reserved(Enqueue.byDatabase(admitted), reservations);
        });
  }

  private void refuse(List<Asked> asked, Results results) {
    for (Asked one : asked)
      results.refuse(one.place().request(), Refusal.unavailable("the queue is away"));
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
      Policy policy = policy(tenant);
      if (!new Told(generation, policy).equals(told.get(number))) news.add(policy);
    });
    if (news.isEmpty()) return Uni.createFrom().voidItem();
    return queue
        .configure(shard, generation, news)
        .invoke(
            () -> news.forEach(policy -> told.put(policy.tenant(), new Told(generation, policy))));
  }

  private static Policy policy(Tenant tenant) {
    Tenant.Settings settings = tenant.settings();
    return new Policy(
        tenant.number(),
        settings.weight(),
        settings.maxInFlight(),
        settings.ratePerSecond(),
        settings.burst(),
        settings.window(),
        settings.state());
  }

  /// In the order of arrival, a request has room if all of its tasks have.
  private void admit(List<Asked> asked, Map<String, Reservation> reservations, Results results) {
    Map<Integer, Integer> left = new HashMap<>();
    reservations.values().forEach(reservation -> left.putAll(reservation.granted()));
    Map<Integer, Map<Integer, Integer>> wantedByRequest = new LinkedHashMap<>();
    for (Asked one : asked)
      if (one.wanted() > 0 && !results.isRefused(one.place().request()))
        wantedByRequest
            .computeIfAbsent(one.place().request(), request -> new HashMap<>())
            .merge(one.place().tenant().number(), one.wanted(), Integer::sum);
    wantedByRequest.forEach((request, wanted) -> {
      boolean fits =
          wanted.entrySet().stream()
              .allMatch(want -> want.getValue() <= left.getOrDefault(want.getKey(), 0));
      if (fits) wanted.forEach((tenant, tasks) -> left.merge(tenant, -tasks, Integer::sum));
      else {
        meters.count("requests.refused", "no-room", 1);
        results.refuse(
            request,
            Refusal.noRoom(
                "the queue has no room for the request's tasks; smaller batches find room sooner",
                config.retryAfter()));
      }
    });
  }

  /// Puts what is journaled into the queue. Failing costs time only: the tasks are safe, and the
  /// sweep finds them.
  Uni<Void> offer(String database, Reserved reserved, List<Verdict> verdicts) {
    Optional<String> reservation =
        Optional.ofNullable(reserved.reservations().get(database)).map(Reservation::id);
    List<Offer> offers =
        verdicts.stream()
            .flatMap(verdict -> queued(verdict).stream())
            .map(task -> new Offer(task, Optional.empty()))
            .toList();
    if (offers.isEmpty() && reservation.isEmpty()) return Uni.createFrom().voidItem();
    Shard shard = shard(database);
    CrashPoint.reached("before-offer");
    return generations
        .with(shard, generation -> queue.offer(shard, generation, reservation, offers))
        .chain(offered -> offered.nudge() ? nudge(shard) : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(e -> {
          meters.count("offers.failed", "queue-away", offers.size());
          warn("offer-failed", shard, e);
        })
        .onFailure()
        .recoverWithNull();
  }

  /// A duplicate that is ready may be one whose offer was lost. Others (retrying) wait for a time
  /// that only the journal knows.
  private static List<QueuedTask> queued(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted(QueuedTask task) -> List.of(task);
      case Verdict.Duplicate(var task, TaskState state, List<QueuedTask> queued) ->
          state == TaskState.READY ? queued : List.of();
      case Verdict.NotQualified ignored -> List.of();
      case Verdict.Expired ignored -> List.of();
    };
  }

  /// Wakes dispatch. A lost nudge delays until the sweep.
  private Uni<Void> nudge(Shard shard) {
    return events
        .internal(Wire.TASKS_OFFERED, Map.of(), shard.tag(), Wire.shard(shard).toString())
        .ifNoItem()
        .after(NUDGE_WITHIN)
        .fail()
        .onFailure()
        .invoke(e -> {
          meters.count("nudges.failed", "broker-away", 1);
          warn("nudge-failed", shard, e);
        })
        .onFailure()
        .recoverWithNull();
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
