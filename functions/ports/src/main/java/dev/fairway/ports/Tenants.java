package dev.fairway.ports;

import dev.fairway.model.Tenant;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tenants, in the control database.
public interface Tenants {
  /// The named ones that exist, as they stand now: one statement, meant for every batch.
  Uni<List<Tenant>> named(Collection<String> names);

  Uni<List<Tenant>> numbered(Collection<Integer> numbers);

  /// All, by name, behind `after`.
  Uni<List<Tenant>> list(Optional<String> after, int limit);

  /// Create or change; a tenant never moves to another lead database.
  Uni<Tenant> put(String name, Tenant.Settings settings);

  /// Its number is never reused.
  Uni<Boolean> delete(String name);

  /// How many tenants live on each lead database; one without tenants is not named.
  Uni<Map<String, Long>> perDatabase();
}
