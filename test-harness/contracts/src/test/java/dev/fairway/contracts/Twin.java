package dev.fairway.contracts;

import dev.fairway.contracts.LeadDatabaseContract.LeadDatabase;
import dev.fairway.ports.memory.MemoryJournal;
import java.time.Instant;

/// The in-memory lead database, as the contracts see it.
final class Twin {
  private Twin() {}

  static LeadDatabase store() {
    MemoryJournal twin = new MemoryJournal(Instant.parse("2026-03-01T10:00:00Z"));
    return new LeadDatabase(twin, twin, twin, twin, twin, "leads1", twin::advance);
  }
}
