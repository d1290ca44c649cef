package dev.fairway.dispatch;

import dev.fairway.model.Completion;
import dev.fairway.model.Outcome;
import dev.fairway.model.Shard;
import dev.fairway.ports.TaskJournal;
import dev.fairway.recovery.Sweep;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// When waiting tasks are due, as far as this process knows: what it settled itself, and what the
/// journal says now and then. A wait that no process knows of is found by the sweep.
final class Timers {
  /// The journal is asked this often at most.
  private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

  /// The journal's clock may be a little behind the queue's.
  static final Duration AT_LEAST = Duration.ofMillis(20);

  private record Known(Optional<Instant> next, long asked) {
    boolean isFresh() {
      return System.nanoTime() - asked < ASK_AGAIN.toNanos();
    }

    Known or(Instant due) {
      return next.filter(known -> !due.isBefore(known)).isPresent()
          ? this
          : new Known(Optional.of(due), asked);
    }
  }

  private final TaskJournal journal;
  private final Sweep sweep;
  private final Map<Shard, Known> known = new ConcurrentHashMap<>();

  Timers(TaskJournal journal, Sweep sweep) {
    this.journal = journal;
    this.sweep = sweep;
  }

  /// Waits that began.
  void learn(Completion completion) {
    for (Completion.Item item : completion.items())
      if (item.outcome() instanceof Outcome.WaitUntil(Instant due))
        known.computeIfPresent(completion.shard(), (shard, old) -> old.or(due));
  }

  /// Tasks whose wait is over re-enter.
  ///
  /// @param now the queue's clock
  /// @return how many did
  Uni<Integer> expire(Shard shard, Instant now) {
    Known last = known.get(shard);
    if (last == null || !last.isFresh()) return ask(shard).chain(fresh -> due(shard, fresh, now));
    return due(shard, last, now);
  }

  private Uni<Integer> due(Shard shard, Known known, Instant now) {
    return known.next().filter(due -> !due.isAfter(now)).isEmpty()
        ? Uni.createFrom().item(0)
        : sweep.due(shard).call(() -> ask(shard));
  }

  private Uni<Known> ask(Shard shard) {
    long asked = System.nanoTime();
    return journal
        .nextDue(shard.database())
        .map(next -> new Known(next, asked))
        .invoke(fresh -> known.put(shard, fresh));
  }

  Optional<Duration> next(Shard shard, Instant now) {
    return Optional.ofNullable(known.get(shard))
        .flatMap(Known::next)
        .map(due -> Duration.between(now, due))
        .map(wait -> wait.compareTo(AT_LEAST) < 0 ? AT_LEAST : wait);
  }
}
