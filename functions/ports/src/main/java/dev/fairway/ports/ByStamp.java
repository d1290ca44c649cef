package dev.fairway.ports;

import dev.fairway.model.Tenant;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Something made of a tenant's campaigns or definitions, as new as the tenant's stamp: read once
/// per change, kept for the tenants used last.
public final class ByStamp<T> {
  private record Kept<T>(long stamp, T value) {}

  private final Function<Integer, Uni<T>> read;
  private final Map<Integer, Kept<T>> kept;

  /// @param most tenants kept
  /// @param read by a tenant's number
  public ByStamp(int most, Function<Integer, Uni<T>> read) {
    this.read = read;
    this.kept =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Integer, Kept<T>> eldest) {
            return size() > most;
          }
        };
  }

  /// @param tenant as just read: its stamp decides
  public Uni<T> of(Tenant tenant) {
    synchronized (kept) {
      Kept<T> known = kept.get(tenant.number());
      if (known != null && known.stamp() >= tenant.stamp())
        return Uni.createFrom().item(known.value());
    }
    return read.apply(tenant.number()).invoke(value -> keep(tenant, value));
  }

  /// What was read is at least as new as the stamp, never older.
  private void keep(Tenant tenant, T value) {
    synchronized (kept) {
      Kept<T> known = kept.get(tenant.number());
      if (known == null || known.stamp() < tenant.stamp())
        kept.put(tenant.number(), new Kept<>(tenant.stamp(), value));
    }
  }
}
