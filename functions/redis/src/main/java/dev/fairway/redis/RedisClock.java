package dev.fairway.redis;

import dev.fairway.model.Shard;
import dev.fairway.ports.QueueClock;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/// The offset that scripts add to TIME, in the hash that also holds the generation.
@Singleton
public class RedisClock implements QueueClock {
  private final ReactiveRedisDataSource redis;

  @Inject
  public RedisClock(ReactiveRedisDataSource redis) {
    this.redis = redis;
  }

  @Override
  public Uni<Void> follow(Shard shard, Duration offset) {
    return redis
        .hash(String.class)
        .hset("{" + shard.tag() + "}:clock", "offset_ms", String.valueOf(offset.toMillis()))
        .replaceWithVoid();
  }
}
