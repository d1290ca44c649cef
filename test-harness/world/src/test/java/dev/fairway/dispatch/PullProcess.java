package dev.fairway.dispatch;

import dev.fairway.model.Shard;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.Flows;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tenants;
import dev.fairway.recovery.Generations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;

/// The function as a puller, over whatever ports it is given. No time passes for it.
public final class PullProcess {
  private final Pulling pulling;

  public PullProcess(
      FairQueue queue,
      TaskJournal journal,
      Flows flows,
      OverflowBuffer buffer,
      Tenants tenants,
      Generations generations) {
    var meters = new DispatchMeters(new SimpleMeterRegistry());
    pulling = new Pulling(queue, journal, flows, buffer, tenants, generations, meters, () -> 0);
  }

  public Uni<Void> look(Shard shard) {
    return pulling.look(shard).replaceWithVoid();
  }
}
