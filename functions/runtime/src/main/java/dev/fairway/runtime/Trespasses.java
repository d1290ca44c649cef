package dev.fairway.runtime;

import dev.fairway.ports.Audit;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Keeps that a caller named a tenant it does not act for: always in the log; in that tenant's
/// audit once a second for each caller, so that a flood does not fill it.
public final class Trespasses {
  private static final Logger LOG = Logger.getLogger(Trespasses.class);
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();
  private static final int REMEMBERED = 10_000;

  private final Audit audit;
  private final Room room;
  private final Map<Attempt, Long> kept = new ConcurrentHashMap<>();

  private record Attempt(String actor, String tenant) {}

  public Trespasses(Audit audit, Room room) {
    this.audit = audit;
    this.room = room;
  }

  /// Never fails: the caller is refused whether or not it could be kept.
  ///
  /// @param tenant as named, of any shape
  /// @param where what was asked of it, without anything personal
  public Uni<Void> keep(Identity.Caller caller, String tenant, String where) {
    new LogLine(room.name(), "forbidden")
        .with("actor", caller.actor())
        .with("tenant", tenant)
        .with("where", where)
        .to(LOG, Logger.Level.WARN);
    if (!TenantName.isOne(tenant) || again(new Attempt(caller.actor(), tenant)))
      return Uni.createFrom().voidItem();
    return audit
        .record(new Audit.Deed(tenant, caller.actor(), Audit.Action.FORBIDDEN, where))
        .onFailure()
        .invoke(failure ->
            new LogLine(room.name(), "not-audited")
                .with("cause", failure)
                .to(LOG, Logger.Level.WARN))
        .onFailure()
        .recoverWithNull();
  }

  private boolean again(Attempt attempt) {
    long now = System.nanoTime();
    if (kept.size() >= REMEMBERED) kept.clear();
    Long last = kept.get(attempt);
    if (last != null && now - last < PAUSE) return true;
    kept.put(attempt, now);
    return false;
  }
}
