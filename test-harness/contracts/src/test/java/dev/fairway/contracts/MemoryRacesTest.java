package dev.fairway.contracts;

import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tasks;
import dev.fairway.ports.memory.MemoryJournal;
import java.time.Duration;
import java.time.Instant;

class MemoryRacesTest extends RacesContract {
  private final MemoryJournal twin = new MemoryJournal(Instant.parse("2026-03-01T10:00:00Z"));

  @Override
  protected TaskJournal journal() {
    return twin;
  }

  @Override
  protected Leads leads() {
    return twin;
  }

  @Override
  protected Tasks tasks() {
    return twin;
  }

  @Override
  protected String database() {
    return "leads1";
  }

  @Override
  protected void advance(Duration by) {
    twin.advance(by);
  }

  @Override
  protected Flows flows() {
    return twin;
  }

  @Override
  protected int rounds() {
    return 1_000;
  }
}
