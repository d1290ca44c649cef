package dev.fairway.dispatch;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.Arrival;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.model.flow.FlowSignal;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Reservation;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Flows.TenantFlow;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tenants;
import dev.fairway.recovery.Generations;
import dev.fairway.runtime.CrashPoint;
import dev.fairway.runtime.LogLine;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Takes from the buffers of tenants that pull as much as the fair queue has room for, and finds
/// out when they may push again.
@Singleton
class Pulling {
  private static final Logger LOG = Logger.getLogger(Pulling.class);
  private static final int CHUNK = 500;
  private static final int MESSAGES = 64;
  private static final int TENANTS_AT_ONCE = 8;

  /// While a buffer holds anything there is no point in asking for more than so much at once.
  private static final int FULL_MESSAGE = 100;

  /// How long a mode lasts at least.
  private static final Duration DWELL = Duration.ofSeconds(1);

  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration AWAY = Duration.ofSeconds(2);
  private static final Duration BUDGET = Duration.ofMillis(400);

  private final FairQueue queue;
  private final TaskJournal journal;
  private final Flows flows;
  private final OverflowBuffer buffer;
  private final Tenants tenants;
  private final Generations generations;
  private final DispatchMeters meters;
  private final LongSupplier nanos;
  private final Map<Integer, Integer> tasksPerMessage = new ConcurrentHashMap<>();

  @Inject
  Pulling(
      FairQueue queue,
      TaskJournal journal,
      Flows flows,
      OverflowBuffer buffer,
      Tenants tenants,
      Generations generations,
      DispatchMeters meters) {
    this(queue, journal, flows, buffer, tenants, generations, meters, System::nanoTime);
  }

  /// @param nanos monotonic
  Pulling(
      FairQueue queue,
      TaskJournal journal,
      Flows flows,
      OverflowBuffer buffer,
      Tenants tenants,
      Generations generations,
      DispatchMeters meters,
      LongSupplier nanos) {
    this.queue = queue;
    this.journal = journal;
    this.flows = flows;
    this.buffer = buffer;
    this.tenants = tenants;
    this.generations = generations;
    this.meters = meters;
    this.nanos = nanos;
  }

  /// @param diverted whether any tenant pulls
  /// @param messages taken out of buffers
  /// @param next when to look again, if nothing else turns the wheel
  record Look(boolean diverted, int messages, Optional<Duration> next) {
    static final Look NOTHING = new Look(false, 0, Optional.empty());

    /// Instead of looking again at once.
    Look unlooked() {
      return diverted ? new Look(true, 0, Optional.of(SOON)) : NOTHING;
    }

    Look and(Look later) {
      return new Look(later.diverted, messages + later.messages, later.next);
    }
  }

  Uni<Look> look(Shard shard) {
    return look(shard, nanos.getAsLong() + BUDGET.toNanos());
  }

  private Uni<Look> look(Shard shard, long until) {
    return flows
        .diverted(shard.database())
        .invoke(meters::diverted)
        .chain(diverted ->
            diverted.isEmpty() ? Uni.createFrom().item(Look.NOTHING) : round(shard, diverted))
        .chain(look ->
            look.messages() > 0 && nanos.getAsLong() < until
                ? look(shard, until).map(look::and)
                : Uni.createFrom().item(look));
  }

  /// A tenant that pulls, with what it may bring now; of one that is deleted whatever there is.
  private record Turn(TenantFlow flow, Optional<Tenant> tenant, int room) {
    /// A part of the window at a time: every pull has its price.
    boolean worthIt() {
      return tenant.map(it -> 2 * room >= it.settings().window()).orElse(true);
    }
  }

  private Uni<Look> round(Shard shard, List<TenantFlow> diverted) {
    List<Integer> numbers = diverted.stream().map(TenantFlow::tenant).toList();
    return Uni.combine()
        .all()
        .unis(
            tenants.numbered(numbers),
            generations.with(shard, generation -> queue.stats(shard, generation, numbers)),
            journal.now(shard.database()))
        .withUni((known, stats, now) -> {
          Map<Integer, Tenant> byNumber =
              known.stream().collect(Collectors.toMap(Tenant::number, Function.identity()));
          Map<Integer, Integer> held = new HashMap<>();
          stats.tenants().forEach(one -> held.put(one.tenant(), one.held()));
          List<Turn> turns = new ArrayList<>();
          for (TenantFlow flow : diverted) {
            Optional<Tenant> tenant = Optional.ofNullable(byNumber.get(flow.tenant()));
            int window = tenant.map(it -> it.settings().window()).orElse(CHUNK);
            int room = window - held.getOrDefault(flow.tenant(), 0);
            var turn = new Turn(flow, tenant, room);
            if (turn.worthIt()) turns.add(turn);
          }
          return turns.isEmpty()
              ? Uni.createFrom().item(new Look(true, 0, Optional.empty()))
              : pull(shard, turns, now);
        });
  }

  private Uni<Look> pull(Shard shard, List<Turn> turns, Instant now) {
    Map<Integer, Integer> wanted = new TreeMap<>();
    for (Turn turn : turns)
      if (turn.tenant().isPresent()) wanted.put(turn.flow().tenant(), turn.room());
    return generations
        .with(shard, generation -> queue.reserve(shard, generation, wanted))
        .chain(reservation ->
            Multi.createFrom()
                .iterable(turns)
                .onItem()
                .transformToUni(turn -> pulled(turn, reservation))
                .merge(TENANTS_AT_ONCE)
                .collect()
                .asList()
                .chain(pulled -> journaled(shard, pulled, reservation, now)));
  }

  /// Empty where the buffer could not be asked.
  private Uni<Optional<Portion>> pulled(Turn turn, Reservation reservation) {
    int tenant = turn.flow().tenant();
    int room =
        turn.tenant().isEmpty() ? turn.room() : reservation.granted().getOrDefault(tenant, 0);
    int each = tasksPerMessage.getOrDefault(tenant, FULL_MESSAGE);
    return buffer
        .pull(tenant, Math.clamp(room / Math.max(1, each), 1, MESSAGES))
        .map(pulled -> Optional.of(new Portion(turn.flow(), turn.tenant().isEmpty(), pulled, room)))
        .onFailure()
        .invoke(e ->
            new LogLine("dispatch", "buffer-away")
                .with("tenant", tenant)
                .with("cause", e)
                .to(LOG, Logger.Level.WARN))
        .onFailure()
        .recoverWithItem(Optional.empty());
  }

  private Uni<Look> journaled(
      Shard shard, List<Optional<Portion>> pulled, Reservation reservation, Instant now) {
    List<Portion> portions = pulled.stream().flatMap(Optional::stream).toList();
    for (Portion portion : portions)
      if (portion.ofDeleted())
        for (Arrival arrival : portion.arrivals()) dropped(arrival, "tenant-deleted");
    List<Arrival> arrivals =
        portions.stream()
            .filter(portion -> !portion.ofDeleted())
            .flatMap(portion -> portion.arrivals().stream())
            .map(arrival -> arrival.expiredBy(now))
            .toList();
    for (Portion portion : portions)
      portion.tasksPerMessage().ifPresent(each -> tasksPerMessage.put(portion.tenant(), each));
    return accept(shard.database(), arrivals)
        .chain(acceptances -> {
          told(arrivals, acceptances, portions);
          List<Offer> offers = offers(acceptances);
          CrashPoint.reached("before-pulled-offer");
          return generations
              .with(
                  shard,
                  generation ->
                      queue.offer(shard, generation, Optional.of(reservation.id()), offers))
              .chain(() -> each(portions, portion -> ended(shard.database(), portion, now)));
        })
        .onTermination()
        .call(() -> each(portions, Portion::close))
        .map(done -> {
          boolean away = portions.size() < pulled.size();
          int messages = portions.stream().mapToInt(Portion::messages).sum();
          return new Look(true, messages, Optional.of(away ? AWAY : SOON));
        });
  }

  private Uni<List<Acceptance>> accept(String database, List<Arrival> arrivals) {
    List<List<Arrival>> chunks = new ArrayList<>();
    for (int from = 0; from < arrivals.size(); from += CHUNK)
      chunks.add(arrivals.subList(from, Math.min(arrivals.size(), from + CHUNK)));
    return Multi.createFrom()
        .iterable(chunks)
        .onItem()
        .transformToUniAndConcatenate(chunk -> journal.accept(database, chunk))
        .collect()
        .in(() -> new ArrayList<Acceptance>(), List::addAll)
        .map(acceptances -> acceptances);
  }

  private void told(List<Arrival> arrivals, List<Acceptance> acceptances, List<Portion> portions) {
    for (int i = 0; i < arrivals.size(); i++) {
      Arrival arrival = arrivals.get(i);
      switch (acceptances.get(i)) {
        case Acceptance.Journaled journaled -> meters.pulled(accepted(journaled));
        case Acceptance.Stale stale ->
            portions.stream()
                .filter(portion -> portion.tenant() == arrival.tenant())
                .forEach(Portion::movedOn);
        case Acceptance.OtherContent other -> dropped(arrival, "other-content");
        case Acceptance.UnknownLead(Tenant.UnknownLead policy) -> {
          if (policy == Tenant.UnknownLead.REJECT) dropped(arrival, "unknown-lead");
        }
      }
    }
  }

  /// What the sender would have been told as an error, had there been room.
  private void dropped(Arrival arrival, String cause) {
    meters.dropped(cause);
    new LogLine("dispatch", "dropped")
        .with("tenant", arrival.tenant())
        .with("source", arrival.event().source())
        .with("id", arrival.event().id())
        .with("cause", cause)
        .to(LOG, Logger.Level.WARN);
  }

  private static int accepted(Acceptance.Journaled journaled) {
    int accepted = 0;
    for (Verdict verdict : journaled.verdicts())
      if (verdict instanceof Verdict.Accepted) accepted++;
    return accepted;
  }

  private static List<Offer> offers(List<Acceptance> acceptances) {
    List<Offer> offers = new ArrayList<>();
    for (Acceptance acceptance : acceptances)
      if (acceptance instanceof Acceptance.Journaled journaled)
        for (QueuedTask task : journaled.queued()) offers.add(new Offer(task, Optional.empty()));
    return offers;
  }

  /// Everything of the portion is journaled: now it may leave the buffer, and the flow move on.
  private Uni<Void> ended(String database, Portion portion, Instant now) {
    if (portion.hasMovedOn()) return Uni.createFrom().voidItem();
    return moved(database, portion, now)
        .invoke(() -> CrashPoint.reached("before-settle"))
        .chain(portion::settle)
        .chain(() ->
            portion.tasks() == 0
                ? Uni.createFrom().voidItem()
                : flows
                    .count(database, Map.of(portion.tenant(), -portion.tasks()))
                    .replaceWithVoid());
  }

  private Uni<Void> moved(String database, Portion portion, Instant now) {
    FlowState state = portion.state();
    if (portion.reachedMarker())
      return move(database, portion, new FlowSignal.Marker(state.epoch()));
    if (!portion.foundNothing() || portion.since().plus(DWELL).isAfter(now))
      return Uni.createFrom().voidItem();
    return move(database, portion, new FlowSignal.SeemsEmpty(state.epoch()))
        .chain(() -> flows.of(database, List.of(portion.tenant())))
        .map(List::getFirst)
        .chain(flow ->
            flow.state().mode() == FlowState.Mode.CLOSING
                ? buffer.mark(portion.tenant(), flow.state().epoch())
                : Uni.createFrom().voidItem());
  }

  private Uni<Void> move(String database, Portion portion, FlowSignal signal) {
    FlowState next = signal.from(portion.state());
    return next.equals(portion.state())
        ? Uni.createFrom().voidItem()
        : flows.move(database, portion.tenant(), portion.state(), next).replaceWithVoid();
  }

  private static Uni<Void> each(List<Portion> portions, Function<Portion, Uni<Void>> work) {
    return Multi.createFrom()
        .iterable(portions)
        .onItem()
        .transformToUni(portion -> work.apply(portion))
        .merge(TENANTS_AT_ONCE)
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
