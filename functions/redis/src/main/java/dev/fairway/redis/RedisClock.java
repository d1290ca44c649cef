package dev.fairway.redis;

import dev.fairway.model.Shard;
import dev.fairway.ports.QueueClock;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/// The offset that the queue's scripts add to Redis's TIME.
@Singleton
public class RedisClock implements QueueClock {
  private final RedisFairQueue queue;

  @Inject
  public RedisClock(RedisFairQueue queue) {
    this.queue = queue;
  }

  @Override
  public Uni<Void> follow(Shard shard, Duration offset) {
    return queue.moveClock(shard, offset);
  }
}
