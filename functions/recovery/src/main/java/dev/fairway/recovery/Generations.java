package dev.fairway.recovery;

import dev.fairway.model.Shard;
import dev.fairway.ports.FairQueue.StaleGeneration;
import dev.fairway.ports.TaskJournal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/// Every call on the fair queue goes through here: it says which generation it believes in, and a
/// queue that lost its memory is rebuilt before the call is made again.
@Singleton
public class Generations {
  private final TaskJournal journal;
  private final Rebuild rebuild;
  private final Map<String, Long> known = new ConcurrentHashMap<>();

  public Generations(TaskJournal journal, Rebuild rebuild) {
    this.journal = journal;
    this.rebuild = rebuild;
  }

  /// @return what `call` answers; fails with [StaleGeneration] while another process rebuilds
  public <T> Uni<T> with(Shard shard, LongFunction<Uni<T>> call) {
    return current(shard)
        .chain(generation ->
            Uni.createFrom()
                .deferred(() -> call.apply(generation))
                .onFailure(StaleGeneration.class)
                .recoverWithUni(() -> renewed(shard, generation, call)));
  }

  private <T> Uni<T> renewed(Shard shard, long refused, LongFunction<Uni<T>> call) {
    return read(shard)
        .chain(generation ->
            generation == refused
                ? rebuild.shard(shard).replaceWith(() -> read(shard)).flatMap(again -> again)
                : Uni.createFrom().item(generation))
        .chain(call::apply);
  }

  private Uni<Long> current(Shard shard) {
    Long generation = known.get(shard.tag());
    return generation != null ? Uni.createFrom().item(generation) : read(shard);
  }

  private Uni<Long> read(Shard shard) {
    return journal
        .generation(shard.database())
        .invoke(generation -> known.put(shard.tag(), generation));
  }
}
