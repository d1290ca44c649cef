package dev.fairway.runtime;

import dev.fairway.model.Shard;
import dev.fairway.ports.Events;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/// Wakes dispatch. A lost nudge delays until the sweep.
@Singleton
public class Nudges {
  private static final Logger LOG = Logger.getLogger(Nudges.class);
  private static final Duration WITHIN = Duration.ofSeconds(1);

  private final Events events;
  private final Meters meters;
  private final Room room;

  @Inject
  public Nudges(Events events, Meters meters, Room room) {
    this.events = events;
    this.meters = meters;
    this.room = room;
  }

  /// Never fails.
  ///
  /// @param type of the event
  public Uni<Void> at(Shard shard, String type) {
    return events
        .internal(type, Map.of(), shard.tag(), Wire.shard(shard).toString())
        .ifNoItem()
        .after(WITHIN)
        .fail()
        .onFailure()
        .invoke(e -> {
          meters.count("nudges.failed", "broker-away", 1);
          new LogLine(room.name(), "nudge-failed")
              .with("shard", shard.tag())
              .with("cause", e)
              .to(LOG, Logger.Level.WARN);
        })
        .onFailure()
        .recoverWithNull();
  }
}
