package dev.fairway.contracts;

import dev.fairway.ports.FairQueue;
import dev.fairway.ports.memory.MemoryFairQueue;
import java.time.InstantSource;

class MemoryFairQueueTest extends FairQueueContract {
  @Override
  protected FairQueue connect(InstantSource clock) {
    return new MemoryFairQueue(clock);
  }
}
