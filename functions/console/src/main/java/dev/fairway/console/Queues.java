package dev.fairway.console;

import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.recovery.Generations;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Nudges;
import dev.fairway.runtime.Wire;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// The fair queue as the console may use it: it holds hints only, so that no request fails because
/// it is away or being rebuilt. What it did not take, dispatch and sweep bring to it from the
/// databases.
@Singleton
final class Queues {
  private static final Logger LOG = Logger.getLogger(Queues.class);
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  private final FairQueue queue;
  private final Generations generations;
  private final Nudges nudges;

  Queues(FairQueue queue, Generations generations, Nudges nudges) {
    this.queue = queue;
    this.generations = generations;
    this.nudges = nudges;
  }

  /// The tenant's quotas and state, effective with the next lease, which comes at once if there is
  /// work.
  Uni<Void> configure(Tenant tenant) {
    Shard shard = tenant.shard();
    var policies = List.of(FairQueue.Policy.of(tenant));
    return nudged(shard, generation -> queue.configure(shard, generation, policies));
  }

  Uni<Void> offer(Tenant tenant, QueuedTask task) {
    var offer = new FairQueue.Offer(task, Optional.empty());
    Shard shard = tenant.shard();
    return nudged(
        shard, generation -> queue.offer(shard, generation, Optional.empty(), List.of(offer)));
  }

  private Uni<Void> nudged(Shard shard, LongFunction<Uni<FairQueue.Offered>> step) {
    return ask(shard, step)
        .call(offered ->
            offered.filter(FairQueue.Offered::nudge).isPresent()
                ? nudges.at(shard, Wire.TASKS_OFFERED)
                : Uni.createFrom().voidItem())
        .replaceWithVoid();
  }

  /// Where the task is; empty outside if the queue is away, inside if it does not know the task.
  Uni<Optional<Optional<FairQueue.Found>>> find(Tenant tenant, QueuedTask task) {
    Shard shard = tenant.shard();
    return ask(shard, generation -> queue.find(shard, generation, task));
  }

  /// By tenant number; empty if the queue is away.
  Uni<Optional<Map<Integer, FairQueue.TenantStats>>> stats(Shard shard, List<Integer> tenants) {
    return ask(shard, generation -> queue.stats(shard, generation, tenants))
        .map(stats ->
            stats.map(known ->
                known.tenants().stream()
                    .collect(
                        Collectors.toMap(FairQueue.TenantStats::tenant, Function.identity()))));
  }

  /// Impatience never interrupts a rebuild that the question began.
  private <T> Uni<Optional<T>> ask(Shard shard, LongFunction<Uni<T>> question) {
    CompletableFuture<T> answer = generations.with(shard, question).subscribeAsCompletionStage();
    return Uni.createFrom()
        .completionStage(answer.copy())
        .map(Optional::of)
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure()
        .invoke(e ->
            new LogLine("console", "queue-away")
                .with("shard", shard.tag())
                .with("cause", e)
                .to(LOG, Logger.Level.WARN))
        .onFailure()
        .recoverWithItem(Optional.empty());
  }
}
