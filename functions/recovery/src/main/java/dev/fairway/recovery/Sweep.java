package dev.fairway.recovery;

import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.Events;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Reservation;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.Cursor;
import dev.fairway.ports.TaskJournal.OutboxRow;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.Tenants;
import dev.fairway.runtime.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Finds whatever every hint has lost. Level-triggered: it compares the journal with the queue and
/// asks nobody what happened. Each step takes a bounded batch, so that a slice stays short.
@Singleton
public class Sweep {
  static final int BATCH = 500;

  /// Younger events are being published by the visit that committed them.
  private static final Duration SETTLED = Duration.ofSeconds(5);

  private static final Duration PUBLISHING = Duration.ofSeconds(5);

  /// @param expired leases that ended without outcome
  /// @param due waits that re-entered their line
  /// @param offered journaled tasks shown to the queue again
  /// @param published events that had been left in the outbox
  public record Report(int expired, int due, int offered, int published) {
    /// Something stands in a line: a dispatcher has work, now or soon.
    public boolean foundTasks() {
      return expired + due + offered > 0;
    }

    public boolean full() {
      return expired == BATCH || due == BATCH || published == BATCH;
    }
  }

  private final TaskJournal journal;
  private final FairQueue queue;
  private final Outbox outbox;
  private final Tenants tenants;
  private final Generations generations;
  private final Map<String, Optional<Cursor>> cursors = new ConcurrentHashMap<>();

  public Sweep(
      TaskJournal journal,
      FairQueue queue,
      Events events,
      Tenants tenants,
      Generations generations) {
    this.journal = journal;
    this.queue = queue;
    this.outbox = new Outbox(journal, events);
    this.tenants = tenants;
    this.generations = generations;
  }

  /// One pass, repeated within `budget` while a step came back full.
  public Uni<Report> slice(Shard shard, Duration budget) {
    long end = System.nanoTime() + budget.toNanos();
    return pass(shard)
        .chain(report ->
            report.full() && System.nanoTime() < end
                ? slice(shard, Duration.ofNanos(end - System.nanoTime()))
                : Uni.createFrom().item(report));
  }

  private Uni<Report> pass(Shard shard) {
    return expired(shard)
        .chain(expired ->
            due(shard)
                .chain(due ->
                    forgotten(shard)
                        .chain(offered ->
                            unpublished(shard)
                                .map(published -> new Report(expired, due, offered, published)))));
  }

  /// Leases past their deadline: the journal counts the loss and says which tasks may run again.
  public Uni<Integer> expired(Shard shard) {
    return generations
        .with(shard, generation -> queue.expire(shard, generation, BATCH))
        .chain(tasks ->
            tasks.isEmpty()
                ? Uni.createFrom().item(0)
                : journal
                    .lost(shard.database(), tasks.stream().map(TaskKey::of).toList())
                    .chain(again -> offer(shard, Optional.empty(), again))
                    .replaceWith(tasks.size()));
  }

  /// Waits whose time has come, as far as their tenants have room: when many end at once, the
  /// others wait on in the journal.
  ///
  /// @return how many re-entered
  public Uni<Integer> due(Shard shard) {
    return journal
        .due(shard.database(), BATCH)
        .chain(due ->
            due.isEmpty()
                ? Uni.createFrom().item(0)
                : generations
                    .with(shard, generation -> queue.reserve(shard, generation, due))
                    .chain(reservation -> reenter(shard, reservation)));
  }

  private Uni<Integer> reenter(Shard shard, Reservation reservation) {
    return journal
        .reenter(shard.database(), reservation.granted())
        .call(tasks -> offer(shard, Optional.of(reservation.id()), tasks))
        .map(List::size);
  }

  private Uni<Integer> forgotten(Shard shard) {
    Optional<Cursor> cursor = cursors.getOrDefault(shard.tag(), Optional.empty());
    return journal
        .inLine(shard.database(), cursor, BATCH)
        .call(page ->
            page.tasks().isEmpty()
                ? Uni.createFrom().voidItem()
                : generations.with(
                    shard,
                    generation ->
                        queue.offer(shard, generation, Optional.empty(), Rebuild.offers(page))))
        .invoke(page -> cursors.put(shard.tag(), page.next()))
        .map(page -> page.tasks().size());
  }

  private Uni<Integer> unpublished(Shard shard) {
    return journal
        .outbox(shard.database(), SETTLED, BATCH)
        .chain(rows ->
            rows.isEmpty()
                ? Uni.createFrom().item(0)
                : names(rows)
                    .chain(names -> outbox.publish(shard.database(), rows, names, PUBLISHING)));
  }

  private Uni<Map<Integer, String>> names(List<OutboxRow> rows) {
    return tenants
        .numbered(rows.stream().map(OutboxRow::tenant).collect(Collectors.toSet()))
        .map(known -> known.stream().collect(Collectors.toMap(Tenant::number, Tenant::name)));
  }

  private Uni<Void> offer(Shard shard, Optional<String> reservation, List<QueuedTask> tasks) {
    if (tasks.isEmpty() && reservation.isEmpty()) return Uni.createFrom().voidItem();
    List<Offer> offers = tasks.stream().map(task -> new Offer(task, Optional.empty())).toList();
    return generations
        .with(shard, generation -> queue.offer(shard, generation, reservation, offers))
        .replaceWithVoid();
  }
}
