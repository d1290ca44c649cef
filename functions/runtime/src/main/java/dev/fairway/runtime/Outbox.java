package dev.fairway.runtime;

import dev.fairway.ports.Events;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.OutboxRow;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// Takes committed events out of the outbox to the marketing Broker.
public final class Outbox {
  private static final Logger LOG = Logger.getLogger(Outbox.class);
  private static final int AT_ONCE = 16;

  private final TaskJournal journal;
  private final Events events;

  public Outbox(TaskJournal journal, Events events) {
    this.journal = journal;
    this.events = events;
  }

  /// Publishes what it can, each row once. What the Broker did not take in time stays for the next
  /// sweep; an event published twice is known by its id.
  ///
  /// @param names of tenants, which the lead databases know by number; what a deleted tenant left
  ///   is dropped
  /// @return how many rows have left the outbox
  public Uni<Integer> publish(
      String database, List<OutboxRow> rows, Map<Integer, String> names, Duration within) {
    return Multi.createFrom()
        .iterable(rows)
        .onItem()
        .transformToUni(row -> published(row, names))
        .merge(AT_ONCE)
        .select()
        .first(within)
        .collect()
        .asList()
        .chain(gone -> forget(database, rows.size(), gone));
  }

  /// The row, or nothing if the Broker did not take it.
  private Uni<Long> published(OutboxRow row, Map<Integer, String> names) {
    String tenant = names.get(row.tenant());
    if (tenant == null) return Uni.createFrom().item(row.row());
    Map<String, Object> event = new LinkedHashMap<>(row.event());
    event.put("tenantid", tenant);
    return events.publish(event).replaceWith(row.row()).onFailure().recoverWithNull();
  }

  private Uni<Integer> forget(String database, int rows, List<Long> gone) {
    if (gone.size() < rows)
      new LogLine("outbox", "unpublished")
          .with("database", database)
          .with("left", rows - gone.size())
          .to(LOG, Logger.Level.WARN);
    return gone.isEmpty()
        ? Uni.createFrom().item(0)
        : journal.published(database, gone).replaceWith(gone.size());
  }
}
