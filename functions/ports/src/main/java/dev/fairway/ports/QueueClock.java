package dev.fairway.ports;

import dev.fairway.model.Shard;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/// The fair queue's clock, which follows the databases' when a local run moves it.
public interface QueueClock {
  /// @param offset from the machine's time, in all; milliseconds count
  Uni<Void> follow(Shard shard, Duration offset);
}
