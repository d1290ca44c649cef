package dev.fairway.visit;

import dev.fairway.ports.Events;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.OutboxRow;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Outbox;
import dev.fairway.visit.Definitions.Known;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// What becomes of effects that campaigns trigger on, once they are committed: published at once,
/// and otherwise by the sweep. The outcomes of the batch wait for it, so it may not take long.
@Singleton
final class Effects {
  private static final Logger LOG = Logger.getLogger(Effects.class);
  private static final Duration PUBLISHING = Duration.ofSeconds(1);

  private final Outbox outbox;
  private final Meters meters;
  private final int maxDepth;

  /// @param maxDepth the same setting as in enqueue, which refuses deeper events
  @Inject
  Effects(
      TaskJournal journal,
      Events events,
      Meters meters,
      @ConfigProperty(name = "fairway.enqueue.depth", defaultValue = "8") int maxDepth) {
    this.outbox = new Outbox(journal, events);
    this.meters = meters;
    this.maxDepth = maxDepth;
  }

  int maxDepth() {
    return maxDepth;
  }

  void stopped(String tenant, int effects) {
    meters.depthStopped(tenant, effects);
  }

  /// Never fails: the commit stands.
  Uni<Void> publish(String database, List<OutboxRow> rows, Known known) {
    if (rows.isEmpty()) return Uni.createFrom().voidItem();
    Map<Integer, String> names = new LinkedHashMap<>();
    known.homes().forEach((tenant, home) -> names.put(tenant, home.name()));
    return outbox
        .publish(database, rows, names, PUBLISHING)
        .replaceWithVoid()
        .onFailure()
        .invoke(e ->
            new LogLine("visit", "unpublished")
                .with("rows", rows.size())
                .with("cause", e)
                .to(LOG, Logger.Level.WARN))
        .onFailure()
        .recoverWithNull();
  }
}
