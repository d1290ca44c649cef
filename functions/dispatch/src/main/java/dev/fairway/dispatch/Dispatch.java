package dev.fairway.dispatch;

import dev.fairway.dispatch.Pulling.Look;
import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.ports.Events;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Refill;
import dev.fairway.ports.FairQueue.Settled;
import dev.fairway.ports.FairQueue.StaleGeneration;
import dev.fairway.ports.FairQueue.Turn;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.recovery.Generations;
import dev.fairway.recovery.Sweep;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Wire;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One turn of the wheel: settle what came back, lease what is next, send it out.
@Singleton
public class Dispatch {
  private static final Logger LOG = Logger.getLogger(Dispatch.class);
  private static final int LINE = 100;

  /// A keeper that wakes within this time of what is due wakes in time.
  private static final Duration SOON = Duration.ofMillis(50);

  /// While tenants pull, their buffers are looked into this often at most...
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /// ...and this often while no tenant is known to pull.
  private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

  private static final Duration EXPIRE = Duration.ofSeconds(1);

  /// Work that could not be sent is offered to the next turn after this time.
  private static final Duration UNSENT = Duration.ofSeconds(1);

  private final FairQueue queue;
  private final TaskJournal journal;
  private final Events events;
  private final Generations generations;
  private final Sweep sweep;
  private final Pulling pulling;
  private final Timers timers;
  private final TenantNames names;
  private final DispatchConfig config;
  private final DispatchMeters meters;
  private final Map<Shard, Long> keepers = new ConcurrentHashMap<>();
  private final CompletableFuture<@Nullable Void> ending = new CompletableFuture<>();
  private final Map<Shard, Coalesced<Turn>> turns = new ConcurrentHashMap<>();
  private final Map<Shard, Coalesced<Look>> looks = new ConcurrentHashMap<>();
  private final Map<Shard, Looked> looked = new ConcurrentHashMap<>();
  private final Map<String, Long> asked = new ConcurrentHashMap<>();

  public Dispatch(
      FairQueue queue,
      TaskJournal journal,
      Events events,
      Generations generations,
      Sweep sweep,
      Pulling pulling,
      TenantNames names,
      DispatchConfig config,
      DispatchMeters meters) {
    this.queue = queue;
    this.journal = journal;
    this.events = events;
    this.generations = generations;
    this.sweep = sweep;
    this.pulling = pulling;
    this.timers = new Timers(journal, sweep);
    this.names = names;
    this.config = config;
    this.meters = meters;
  }

  /// Outcomes came back: settle them and turn the wheel.
  public Uni<Void> completed(Completion completion) {
    return settle(completion)
        .replaceWithVoid()
        .onFailure(StaleGeneration.class)
        .recoverWithNull() // a forgotten lease: the rebuild reads the outcome from the journal
        .chain(() -> woken(completion.shard()));
  }

  private Uni<Settled> settle(Completion completion) {
    return generations
        .with(completion.shard(), generation -> queue.settle(completion, generation))
        .invoke(settled -> {
          meters.settled(completion, settled);
          timers.learn(completion);
        })
        .call(settled -> refill(completion.shard(), settled.refills()));
  }

  /// Something may be ready: turn the wheel, and stay if something is due soon.
  public Uni<Void> woken(Shard shard) {
    return turned(shard)
        .chain(turn ->
            timers
                .expire(shard, turn.now())
                .chain(due ->
                    looked(shard)
                        .chain(look ->
                            due == 0 && look.messages() == 0
                                ? keep(shard, turn, look)
                                : turned(shard).chain(again -> keep(shard, again, look)))))
        .onFailure(StaleGeneration.class)
        .invoke(stale ->
            new LogLine("dispatch", "waits-for-rebuild")
                .with("cause", stale.getMessage())
                .to(LOG, Logger.Level.INFO))
        .onFailure(StaleGeneration.class)
        .recoverWithNull();
  }

  /// Something was buffered: look at once.
  public Uni<Void> buffered(Shard shard) {
    looked.remove(shard);
    return woken(shard);
  }

  private Uni<Turn> turned(Shard shard) {
    return turns.computeIfAbsent(shard, home -> new Coalesced<>(() -> turn(home))).run();
  }

  private record Looked(Look look, long at) {
    boolean isFresh() {
      Duration age = Duration.ofNanos(System.nanoTime() - at);
      return age.compareTo(look.diverted() ? LOOK_AGAIN : LOOK_AROUND) < 0;
    }
  }

  /// Not so soon after the last look; what made room since then may be the last to turn the wheel,
  /// so a tenant that pulls is looked at again.
  private Uni<Look> looked(Shard shard) {
    Looked last = looked.get(shard);
    if (last != null && last.isFresh()) return Uni.createFrom().item(last.look().unlooked());
    return looks
        .computeIfAbsent(shard, home -> new Coalesced<>(() -> pulling.look(home)))
        .run()
        .invoke(look -> looked.put(shard, new Looked(look, System.nanoTime())));
  }

  private Uni<Turn> turn(Shard shard) {
    return maintenance(shard)
        .chain(() ->
            Multi.createFrom()
                .items(Arrays.stream(Pool.values()))
                .filter(pool -> !config.families(pool).isEmpty())
                .onItem()
                .transformToUniAndConcatenate(pool -> lease(shard, pool))
                .collect()
                .asList())
        .map(Dispatch::together);
  }

  private Uni<Turn> lease(Shard shard, Pool pool) {
    return generations
        .with(shard, generation -> queue.lease(shard, generation, pool, config.limits(pool)))
        .invoke(meters::leased)
        .call(turn ->
            Multi.createFrom()
                .iterable(turn.requests())
                .onItem()
                .transformToUni(request -> send(request, turn.now()))
                .merge()
                .collect()
                .asList())
        .call(turn -> names.learn(tenants(turn)).invoke(() -> meters.waited(turn, names::of)));
  }

  private static List<Integer> tenants(Turn turn) {
    return turn.requests().stream()
        .flatMap(request -> request.leases().stream())
        .map(lease -> lease.task().tenant())
        .toList();
  }

  private Uni<Void> send(ActionRequest request, Instant now) {
    Lease first = request.leases().getFirst();
    String engine = request.suspect() ? config.suspectsEngine() : config.engine();
    Map<String, String> extensions =
        Map.of(Wire.FAMILY, request.family().label(), Wire.ENGINE, engine);
    return events
        .internal(
            Wire.ACTIONS_REQUESTED,
            extensions,
            first.task().tenant() + ":" + first.task().lead(),
            Wire.request(request).toString())
        .onItemOrFailure()
        .transformToUni(
            (ok, failure) -> failure == null ? sent(request) : giveBack(request, now, failure));
  }

  /// Should the queue not hear of it, it gives the tasks back soon: a second visit at worst. To
  /// fail would cancel the turn's other requests half-way.
  private Uni<Void> sent(ActionRequest request) {
    return generations
        .with(request.shard(), generation -> queue.sent(request, generation))
        .onFailure()
        .invoke(failure -> log("unconfirmed", request, failure))
        .onFailure()
        .recoverWithNull();
  }

  /// The request may have arrived all the same; then its visit finds the tasks moved or finishes
  /// first, which the journal decides.
  private Uni<Void> giveBack(ActionRequest request, Instant now, Throwable failure) {
    log("unsent", request, failure);
    var later = new Outcome.InProgress(now.plus(UNSENT));
    var items =
        request.leases().stream().map(lease -> new Completion.Item(lease, later, 0)).toList();
    return generations
        .with(
            request.shard(), generation -> queue.settle(Completion.of(request, items), generation))
        .replaceWithVoid();
  }

  private static void log(String what, ActionRequest request, Throwable failure) {
    new LogLine("dispatch", what)
        .with("shard", request.shard().tag())
        .with("family", request.family().label())
        .with("tasks", request.leases().size())
        .with("cause", failure)
        .to(LOG, Logger.Level.WARN);
  }

  /// No process took the request and lived: its tasks go on as suspects, and the journal counts a
  /// loss for each. A loss is a lease that the queue still knew: a dead letter may come twice, or
  /// after the lease expired and was counted. A queue that forgot leases forgets their losses; a
  /// task that causes them meets its end one round later.
  public Uni<Void> undeliverable(ActionRequest request) {
    return Multi.createFrom()
        .iterable(request.leases())
        .select()
        .when(lease -> settle(suspected(request, lease)).map(settled -> settled.settled() == 1))
        .map(Lease::task)
        .collect()
        .asList()
        .chain(lost -> lost.isEmpty() ? Uni.createFrom().voidItem() : count(request.shard(), lost))
        .onFailure(StaleGeneration.class)
        .recoverWithNull()
        .chain(() -> woken(request.shard()));
  }

  private static Completion suspected(ActionRequest request, Lease lease) {
    QueuedTask task = lease.task();
    var suspect = new Outcome.Moved(task.with(task.family(), true));
    return Completion.of(request, List.of(new Completion.Item(lease, suspect, 0)));
  }

  /// Those that the journal no longer has in line leave the queue.
  private Uni<Void> count(Shard shard, List<QueuedTask> lost) {
    List<TaskKey> keys = lost.stream().map(TaskKey::of).toList();
    return journal
        .lost(shard.database(), keys)
        .map(again -> again.stream().map(QueuedTask::task).collect(Collectors.toSet()))
        .map(again -> lost.stream().filter(task -> !again.contains(task.task())).toList())
        .chain(
            ended -> generations.with(shard, generation -> queue.remove(shard, generation, ended)));
  }

  private Uni<Void> refill(Shard shard, List<Refill> refills) {
    return Multi.createFrom()
        .iterable(refills)
        .onItem()
        .transformToUniAndConcatenate(refill ->
            journal
                .line(shard.database(), refill.tenant(), refill.lead(), refill.after(), LINE)
                .chain(tasks ->
                    generations.with(
                        shard,
                        generation ->
                            queue.offer(
                                shard,
                                generation,
                                Optional.empty(),
                                tasks.stream()
                                    .map(task -> new Offer(task, Optional.empty()))
                                    .toList()))))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /// Expired leases at most once a second, a slice of the sweep every ten: whichever process asks
  /// first in that time does it.
  private Uni<Void> maintenance(Shard shard) {
    return every(EXPIRE, shard, "expire", () -> sweep.expired(shard))
        .chain(() ->
            every(
                config.sweepEvery(),
                shard,
                "sweep",
                () -> sweep.slice(shard, config.sweepSlice())));
  }

  private Uni<Void> every(Duration pause, Shard shard, String name, Supplier<Uni<?>> work) {
    String key = shard.tag() + "/" + name;
    long now = System.nanoTime();
    Long last = asked.get(key);
    if (last != null && now - last < pause.toNanos()) return Uni.createFrom().voidItem();
    asked.put(key, now);
    return generations
        .with(shard, generation -> queue.claim(shard, generation, name, pause))
        .chain(mine -> mine ? work.get().replaceWithVoid() : Uni.createFrom().voidItem());
  }

  /// The keeper: one request per shard stays until the next thing is due, then starts a new turn by
  /// a fresh event (a chain of replies would end after 255 hops). What is due earlier than a keeper
  /// of this process wakes gets another.
  private Uni<Void> keep(Shard shard, Turn turn, Look look) {
    Optional<Duration> due =
        Stream.of(
                turn.nextWake().map(at -> Duration.between(turn.now(), at)),
                look.next(),
                timers.next(shard, turn.now()))
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder());
    if (due.isEmpty() || due.get().compareTo(config.keepWithin()) > 0)
      return Uni.createFrom().voidItem();
    Duration stay =
        Duration.ofMillis(Math.clamp(due.get().toMillis(), 1, config.keepAtMost().toMillis()));
    long wakes = System.nanoTime() + stay.toNanos();
    Long kept = keepers.get(shard);
    if (kept != null && kept - wakes < SOON.toNanos()) return Uni.createFrom().voidItem();
    return elected(shard, kept != null, stay)
        .chain(mine -> mine ? stay(shard, wakes, stay) : Uni.createFrom().voidItem());
  }

  private Uni<Boolean> elected(Shard shard, boolean ours, Duration stay) {
    String keeper = UUID.randomUUID().toString();
    return ours
        ? Uni.createFrom().item(true)
        : generations.with(shard, generation -> queue.keep(shard, generation, keeper, stay));
  }

  private Uni<Void> stay(Shard shard, long wakes, Duration stay) {
    keepers.put(shard, wakes);
    return Uni.createFrom()
        .completionStage(ending::copy)
        .ifNoItem()
        .after(stay)
        .recoverWithUni(Uni.createFrom().voidItem())
        .invoke(() -> keepers.remove(shard, wakes))
        .chain(() -> wake(shard));
  }

  /// The process is asked to end: its keepers leave at once and wake another one.
  void end() {
    ending.complete(null);
  }

  private Uni<Void> wake(Shard shard) {
    return events.internal(Wire.WAKE, Map.of(), shard.tag(), Wire.shard(shard).toString());
  }

  private static Turn together(List<Turn> pools) {
    return new Turn(
        pools.stream().flatMap(turn -> turn.requests().stream()).toList(),
        pools.stream().anyMatch(Turn::more),
        pools.stream().flatMap(turn -> turn.nextWake().stream()).min(Comparator.naturalOrder()),
        pools.getLast().now(),
        pools.stream().flatMap(turn -> turn.waits().stream()).toList());
  }
}
