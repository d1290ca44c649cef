package dev.fairway.ports;

import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Leads and their history, in the tenant's lead database.
public interface Leads {
  record Address(int tenant, LeadRef lead) {}

  /// In the order asked; empty where there is none. Merged leads are answered by their winner.
  Uni<List<Optional<Lead>>> read(String database, List<Address> leads);

  Uni<List<Lead>> list(String database, int tenant, Optional<String> after, int limit);

  /// Members of a list, a program ..., by number behind `after`.
  Uni<List<Lead>> members(String database, int tenant, Memberships.Key of, long after, int limit);

  /// Create, or change by `patch` (`replace`: fields not named are cleared).
  Uni<List<Lead>> upsert(String database, int tenant, List<Upsert> upserts);

  record Upsert(String id, LeadPatch patch, boolean replace) {}

  /// Erase: fields and history go, its tasks end.
  Uni<Boolean> delete(String database, int tenant, String id);

  /// When the lead entered the campaign last; kept only for campaigns that it may not enter every
  /// time.
  Uni<Optional<Instant>> entered(String database, int tenant, long lead, int campaign);

  /// Newest first, behind `before` (exclusive seq).
  Uni<List<ActivityRow>> activities(
      String database, int tenant, long lead, OptionalLong before, int limit);

  /// @param seq grows per lead
  record ActivityRow(
      long seq,
      Instant at,
      String type,
      Optional<String> campaign,
      Optional<String> task,
      Optional<String> step,
      Map<String, Object> attributes) {}
}
