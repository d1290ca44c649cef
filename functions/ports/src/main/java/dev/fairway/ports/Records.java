package dev.fairway.ports;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.TenantRecord;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/// What belongs to tenants and not to one lead, in the tenant's lead database. Visits change it
/// with [TaskJournal#commit].
public interface Records {
  record Address(int tenant, TenantRecord.Key key) {}

  /// In the order asked, in one statement; with version 0 where there is none.
  Uni<List<TenantRecord>> find(String database, List<Address> records);

  /// Those of a type by key, behind `after`.
  Uni<List<TenantRecord>> list(
      String database, int tenant, String type, Optional<String> after, int limit);

  /// Create, or change by the fields of `patch` (`replace`: fields not named are cleared).
  Uni<TenantRecord> upsert(
      String database, int tenant, TenantRecord.Key key, LeadPatch patch, boolean replace);

  /// @return false if there was none
  Uni<Boolean> delete(String database, int tenant, TenantRecord.Key key);
}
