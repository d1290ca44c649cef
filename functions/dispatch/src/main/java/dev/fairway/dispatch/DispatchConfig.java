package dev.fairway.dispatch;

import dev.fairway.model.Family;
import dev.fairway.model.Pool;
import dev.fairway.ports.FairQueue.Limits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What a turn may take.
@ConfigMapping(prefix = "fairway.dispatch")
public interface DispatchConfig {
  /// Families that are deployed; a task of another family waits in its queue.
  @WithDefault("person,scoring,membership,program,flow,integration")
  Set<String> families();

  /// Execution engine that requests are addressed to.
  @WithDefault("ee1")
  String engine();

  /// The engine that serves one request at a time in a process: a suspect that kills it again kills
  /// nobody else.
  @WithDefault("suspects")
  String suspectsEngine();

  /// Requests a family may have outstanding per shard.
  @WithDefault("4")
  int outstanding();

  /// Tasks in a request of the database pool.
  @WithDefault("200")
  int batch();

  /// Tasks in a request of an outside family.
  @WithDefault("16")
  int outsideBatch();

  /// From the lease to the deadline: long enough for a function to start on a busy machine. A
  /// process that dies is found sooner, by the request that could not be delivered.
  @WithDefault("60s")
  Duration leaseFor();

  /// Leases of one pool at once.
  @WithDefault("4000")
  int poolCap();

  /// A turn stays in its request when something is due within this time...
  @WithDefault("60s")
  Duration keepWithin();

  /// ...and then at most this long, well below the request's timeout.
  @WithDefault("25s")
  Duration keepAtMost();

  /// While there is work, a slice of the sweep comes this often...
  @WithDefault("10s")
  Duration sweepEvery();

  /// ...and takes at most this long.
  @WithDefault("500ms")
  Duration sweepSlice();

  default List<Family> families(Pool pool) {
    return families().stream()
        .map(Family::of)
        .filter(family -> family.pool() == pool)
        .sorted()
        .toList();
  }

  default Limits limits(Pool pool) {
    int batch = pool == Pool.DB ? batch() : outsideBatch();
    return new Limits(families(pool), outstanding(), batch, leaseFor(), poolCap());
  }
}
