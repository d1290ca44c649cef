package dev.fairway.redis;

import dev.fairway.contracts.SetClock;
import dev.fairway.model.Shard;
import dev.fairway.ports.memory.MemoryFairQueue;
import java.io.IOException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Redis and the twin agree on every answer of random walks. Replay one walk by
/// `-Dfairway.seed=<seed>`.
class RedisFairQueueSim {
  private static final RedisServerOnLoopback REDIS = new RedisServerOnLoopback();
  private static final int STEPS = 300;
  private static final int WALKS = 12;

  @TestFactory
  Stream<DynamicTest> redis_answers_as_the_twin_does() {
    Long replay = Long.getLong("fairway.seed");
    LongStream seeds = replay == null ? LongStream.range(0, WALKS) : LongStream.of(replay);
    return seeds.mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> walk(seed)));
  }

  private static void walk(long seed) {
    SetClock clock = new SetClock();
    new QueueWalk(
            new MemoryFairQueue(clock),
            REDIS.queue(clock::millis),
            clock,
            new Shard("walk" + seed, 0),
            seed)
        .walk(STEPS);
  }

  @AfterAll
  static void stop() throws IOException {
    REDIS.close();
  }
}
