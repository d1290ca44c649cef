package dev.fairway.console;

import dev.fairway.ports.FairQueue;
import dev.fairway.ports.memory.MemoryFairQueue;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

class TemporaryQueue {
  @Produces
  @Singleton
  FairQueue queue() {
    return new MemoryFairQueue(InstantSource.system());
  }
}
