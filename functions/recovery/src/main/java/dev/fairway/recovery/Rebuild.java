package dev.fairway.recovery;

import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.Cursor;
import dev.fairway.ports.TaskJournal.Page;
import dev.fairway.ports.Tenants;
import dev.fairway.runtime.LogLine;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Loads a shard of the fair queue from the journal: one rebuilder at a time, under a new
/// generation, so that nobody can mistake the old queue for the new one.
@Singleton
public class Rebuild {
  private static final Logger LOG = Logger.getLogger(Rebuild.class);

  /// Tasks a page; one script call each.
  static final int PAGE = 1_000;

  private final TaskJournal journal;
  private final FairQueue queue;
  private final Tenants tenants;

  public Rebuild(TaskJournal journal, FairQueue queue, Tenants tenants) {
    this.journal = journal;
    this.queue = queue;
    this.tenants = tenants;
  }

  /// @return whether this call rebuilt the shard (false: another process is at it)
  public Uni<Boolean> shard(Shard shard) {
    return journal
        .rebuildStarted(shard.database())
        .chain(generation ->
            generation.isEmpty()
                ? Uni.createFrom().item(false)
                : load(shard, generation.get()).replaceWith(true));
  }

  private Uni<Void> load(Shard shard, long generation) {
    long start = System.nanoTime();
    return queue
        .begin(shard, generation)
        .chain(() -> policies(shard, Optional.empty()))
        .chain(policies -> queue.configure(shard, generation, policies))
        .chain(() -> pages(shard, generation, Optional.empty(), 0))
        .call(() -> queue.open(shard, generation))
        .onTermination()
        .call(() ->
            journal.rebuildEnded(
                shard.database(), generation)) // a failed one, too: the next begins anew
        .invoke(tasks ->
            new LogLine("recovery", "rebuilt")
                .with("shard", shard.tag())
                .with("generation", generation)
                .with("tasks", tasks)
                .with("ms", (System.nanoTime() - start) / 1_000_000)
                .to(LOG, Logger.Level.INFO))
        .replaceWithVoid();
  }

  private Uni<Long> pages(Shard shard, long generation, Optional<Cursor> cursor, long before) {
    return journal
        .inLine(shard.database(), cursor, PAGE)
        .call(page -> queue.offer(shard, generation, Optional.empty(), offers(page)))
        .chain(page -> {
          long tasks = before + page.tasks().size();
          return page.next().isEmpty()
              ? Uni.createFrom().item(tasks)
              : pages(shard, generation, page.next(), tasks);
        });
  }

  static List<Offer> offers(Page page) {
    return page.tasks().stream()
        .map((QueuedTask task) -> new Offer(task, Optional.ofNullable(page.due().get(task.task()))))
        .toList();
  }

  private Uni<List<Policy>> policies(Shard shard, Optional<String> after) {
    return tenants
        .list(after, PAGE)
        .chain(page -> {
          List<Policy> mine =
              page.stream().filter(tenant -> tenant.shard().equals(shard)).map(Policy::of).toList();
          if (page.size() < PAGE) return Uni.createFrom().item(mine);
          Tenant last = page.getLast();
          return policies(shard, Optional.of(last.name()))
              .map(rest -> java.util.stream.Stream.concat(mine.stream(), rest.stream()).toList());
        });
  }
}
