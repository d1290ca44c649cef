package dev.fairway.postgres;

import dev.fairway.contracts.RacesContract;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/// In every other round both run at the same time. `-Dfairway.races=1000` for more rounds.
class PostgresRacesTest extends RacesContract {
  private final LeadStore store = LeadStore.get();

  @Override
  protected TaskJournal journal() {
    return new PostgresJournal(store.databases);
  }

  @Override
  protected Leads leads() {
    return new PostgresLeads(store.databases);
  }

  @Override
  protected Tasks tasks() {
    return new PostgresTasks(store.databases);
  }

  @Override
  protected String database() {
    return LeadStore.DATABASE;
  }

  @Override
  protected void advance(Duration by) {
    store.advance(by);
  }

  @Override
  protected Flows flows() {
    return new PostgresFlows(store.databases);
  }

  @Override
  protected int rounds() {
    return Integer.getInteger("fairway.races", 50);
  }

  @Override
  protected void meet(SplittableRandom round, List<Runnable> one, List<Runnable> other) {
    if (round.nextBoolean()) {
      super.meet(round, one, other);
      return;
    }
    var aside = CompletableFuture.runAsync(() -> one.forEach(Runnable::run));
    other.forEach(Runnable::run);
    aside.join();
  }
}
