package dev.fairway.postgres;

import dev.fairway.contracts.RacesContract;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/// In every other round both run at the same time. `-Dfairway.races=1000` for more rounds.
class PostgresRacesTest extends RacesContract {
  PostgresRacesTest() {
    super(LeadStore.get().ports());
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
