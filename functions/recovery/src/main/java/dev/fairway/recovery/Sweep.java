package dev.fairway.recovery;

import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.Events;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.Cursor;
import dev.fairway.ports.TaskJournal.OutboxRow;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
  private static final int PUBLISH_AT_ONCE = 16;

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
  private final Events events;
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
    this.events = events;
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
                            outbox(shard)
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
                    .lost(shard.database(), tasks.stream().map(Sweep::key).toList())
                    .chain(again -> offer(shard, again))
                    .replaceWith(tasks.size()));
  }

  /// Waits whose time has come.
  public Uni<Integer> due(Shard shard) {
    return journal
        .reenter(shard.database(), BATCH)
        .call(tasks -> offer(shard, tasks))
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

  private Uni<Integer> outbox(Shard shard) {
    return journal
        .outbox(shard.database(), BATCH)
        .chain(rows ->
            rows.isEmpty()
                ? Uni.createFrom().item(0)
                : named(rows)
                    .chain(this::publish)
                    .chain(() ->
                        journal.published(
                            shard.database(), rows.stream().map(OutboxRow::row).toList()))
                    .replaceWith(rows.size()));
  }

  /// The lead databases know tenants by number; outside they have names. What a deleted tenant left
  /// is dropped with it.
  private Uni<List<Map<String, Object>>> named(List<OutboxRow> rows) {
    return tenants
        .numbered(rows.stream().map(OutboxRow::tenant).collect(Collectors.toSet()))
        .map(known -> {
          Map<Integer, String> names =
              known.stream().collect(Collectors.toMap(Tenant::number, Tenant::name));
          List<Map<String, Object>> named = new ArrayList<>();
          for (OutboxRow row : rows) {
            String name = names.get(row.tenant());
            if (name == null) continue;
            Map<String, Object> event = new LinkedHashMap<>(row.event());
            event.put("tenantid", name);
            named.add(event);
          }
          return named;
        });
  }

  private Uni<Void> publish(List<Map<String, Object>> named) {
    return Multi.createFrom()
        .iterable(named)
        .onItem()
        .transformToUni(events::publish)
        .merge(PUBLISH_AT_ONCE)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> offer(Shard shard, List<QueuedTask> tasks) {
    if (tasks.isEmpty()) return Uni.createFrom().voidItem();
    List<Offer> offers = tasks.stream().map(task -> new Offer(task, Optional.empty())).toList();
    return generations
        .with(shard, generation -> queue.offer(shard, generation, Optional.empty(), offers))
        .replaceWithVoid();
  }

  private static TaskKey key(QueuedTask task) {
    return new TaskKey(task.task(), task.tenant());
  }
}
