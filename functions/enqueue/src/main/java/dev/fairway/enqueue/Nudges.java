package dev.fairway.enqueue;

import dev.fairway.model.Shard;
import dev.fairway.ports.Events;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Wire;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/// Wakes dispatch. A lost nudge delays until the sweep.
@Singleton
class Nudges {
  private static final Logger LOG = Logger.getLogger(Nudges.class);
  private static final Duration WITHIN = Duration.ofSeconds(1);

  private final Events events;
  private final Meters meters;

  @Inject
  Nudges(Events events, Meters meters) {
    this.events = events;
    this.meters = meters;
  }

  Uni<Void> at(Shard shard, String type) {
    return events
        .internal(type, Map.of(), shard.tag(), Wire.shard(shard).toString())
        .ifNoItem()
        .after(WITHIN)
        .fail()
        .onFailure()
        .invoke(e -> {
          meters.count("nudges.failed", "broker-away", 1);
          new LogLine("enqueue", "nudge-failed")
              .with("shard", shard.tag())
              .with("cause", e)
              .to(LOG, Logger.Level.WARN);
        })
        .onFailure()
        .recoverWithNull();
  }
}
