package dev.fairway.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.model.Shard;
import dev.fairway.ports.Events;
import dev.fairway.ports.FairQueue.StaleGeneration;
import dev.fairway.ports.Flows;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.Runs;
import dev.fairway.ports.TaskJournal;
import dev.fairway.postgres.Databases;
import dev.fairway.postgres.Upkeep;
import dev.fairway.recovery.Stragglers;
import dev.fairway.recovery.Sweep;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Wire;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Sweeps every shard, then wakes its dispatcher; then looks for runs that are due.
@Singleton
public class SweepFunction {
  private static final Logger LOG = Logger.getLogger(SweepFunction.class);

  /// A little more than the minute between two.
  private static final Duration NEXT_SWEEP = Duration.ofSeconds(65);

  private final TaskJournal journal;
  private final Sweep sweep;
  private final Events events;
  private final Databases databases;
  private final Upkeep upkeep;
  private final Stragglers stragglers;
  private final Runs runs;
  private final Duration budget;

  public SweepFunction(
      TaskJournal journal,
      Sweep sweep,
      Events events,
      Databases databases,
      Upkeep upkeep,
      Flows flows,
      OverflowBuffer buffer,
      Runs runs,
      @ConfigProperty(name = "fairway.sweep.budget", defaultValue = "5s") Duration budget) {
    this.journal = journal;
    this.sweep = sweep;
    this.events = events;
    this.databases = databases;
    this.upkeep = upkeep;
    this.stragglers = new Stragglers(flows, buffer);
    this.runs = runs;
    this.budget = budget;
  }

  /// What a PingSource sends; it cannot choose its type.
  @Funq
  @CloudEventMapping(trigger = "dev.knative.sources.ping")
  public Uni<Void> ping(CloudEvent<JsonNode> tick) {
    return all();
  }

  /// Asked for by hand.
  @Funq
  @CloudEventMapping(trigger = Wire.SWEEP)
  public Uni<Void> sweep(CloudEvent<JsonNode> request) {
    return all();
  }

  private Uni<Void> all() {
    return Multi.createFrom()
        .iterable(databases.leadDatabases())
        .map(database -> new Shard(database, 0))
        .onItem()
        .transformToUniAndConcatenate(this::shard)
        .collect()
        .asList()
        .chain(this::runs);
  }

  /// Enqueue takes leads in, and is called only when there are some to take.
  private Uni<Void> runs() {
    return runs.pending()
        .chain(pending ->
            pending
                ? events.internal(Wire.RUNS_PENDING, Map.of(), "runs", "{}")
                : Uni.createFrom().voidItem());
  }

  private Uni<Void> shard(Shard shard) {
    return sweep
        .slice(shard, budget)
        .invoke(report ->
            new LogLine("sweep", "swept")
                .with("shard", shard.tag())
                .with("expired", report.expired())
                .with("due", report.due())
                .with("offered", report.offered())
                .with("published", report.published())
                .to(LOG, Logger.Level.INFO))
        .map(Sweep.Report::foundTasks)
        .onFailure(StaleGeneration.class)
        .recoverWithItem(true)
        .call(() -> upkeep.tidy(shard.database()))
        .chain(found -> found ? Uni.createFrom().item(true) : pulls(shard))
        .chain(work -> work ? Uni.createFrom().item(true) : soon(shard))
        .chain(work -> work ? wake(shard) : Uni.createFrom().voidItem());
  }

  private Uni<Boolean> pulls(Shard shard) {
    return stragglers
        .pulls(shard.database())
        .onFailure()
        .invoke(e ->
            new LogLine("sweep", "buffer-away")
                .with("shard", shard.tag())
                .with("cause", e)
                .to(LOG, Logger.Level.WARN))
        .onFailure()
        .recoverWithItem(true);
  }

  /// Does a wait end before the next sweep? Then dispatch stays for it.
  private Uni<Boolean> soon(Shard shard) {
    return Uni.combine()
        .all()
        .unis(journal.nextDue(shard.database()), journal.now(shard.database()))
        .with((due, now) -> due.filter(now.plus(NEXT_SWEEP)::isAfter).isPresent());
  }

  /// Only where there is work: a wake a minute would keep an idle dispatch from ever ending.
  private Uni<Void> wake(Shard shard) {
    return events.internal(Wire.WAKE, Map.of(), shard.tag(), Wire.shard(shard).toString());
  }
}
