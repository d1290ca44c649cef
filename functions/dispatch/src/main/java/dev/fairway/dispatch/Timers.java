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

  /// Whoever has no room for what is due is asked again after this time.
  private static final Duration NO_ROOM = Duration.ofSeconds(1);

  /// @param full there was no room for what was due when this was asked
  private record Known(Optional<Instant> next, long asked, boolean full) {
    Known(Optional<Instant> next, long asked) {
      this(next, asked, false);
    }

    boolean waitsForRoom() {
      return full && System.nanoTime() - asked < NO_ROOM.toNanos();
    }

    boolean isFresh() {
      return System.nanoTime() - asked < ASK_AGAIN.toNanos();
    }

    Known or(Instant due) {
      return next.filter(known -> !due.isBefore(known)).isPresent()
          ? this
          : new Known(Optional.of(due), asked, full);
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
    if (last != null && last.waitsForRoom()) return Uni.createFrom().item(0);
    if (last == null || !last.isFresh()) return ask(shard).chain(fresh -> due(shard, fresh, now));
    return due(shard, last, now);
  }

  private Uni<Integer> due(Shard shard, Known known, Instant now) {
    return known.next().filter(due -> !due.isAfter(now)).isEmpty()
        ? Uni.createFrom().item(0)
        : sweep
            .due(shard)
            .call(entered ->
                ask(shard)
                    .invoke(fresh -> {
                      if (entered == 0)
                        this.known.put(shard, new Known(fresh.next(), fresh.asked(), true));
                    }));
  }

  private Uni<Known> ask(Shard shard) {
    long asked = System.nanoTime();
    return journal
        .nextDue(shard.database())
        .map(next -> new Known(next, asked))
        .invoke(fresh -> known.put(shard, fresh));
  }

  Optional<Duration> next(Shard shard, Instant now) {
    Known last = known.get(shard);
    if (last == null) return Optional.empty();
    Duration least = last.full() ? NO_ROOM : AT_LEAST;
    return last.next()
        .map(due -> Duration.between(now, due))
        .map(wait -> wait.compareTo(least) < 0 ? least : wait);
  }
}
