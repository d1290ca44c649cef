package dev.fairway.ports.memory;

import dev.fairway.ports.Audit;
import io.smallrye.mutiny.Uni;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The audit in memory.
public final class MemoryAudit implements Audit {
  private final InstantSource clock;
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  public MemoryAudit(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Uni<Void> record(Deed deed) {
    return Uni.createFrom().voidItem().invoke(() -> lines.add(new Line(clock.instant(), deed)));
  }

  @Override
  public Uni<List<Line>> latest(String tenant, int limit) {
    return Uni.createFrom()
        .item(() ->
            lines.reversed().stream()
                .filter(line -> line.deed().tenant().equals(tenant))
                .limit(limit)
                .toList());
  }
}
