package dev.fairway.ports;

import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import dev.fairway.model.campaign.History;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

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

  /// What leads have done.
  ///
  /// @param events of which to say whether they stand in the history already
  Uni<Past> past(String database, List<Question> leads, List<Sent> events);

  /// @param need what to read: of each type the newest [History#MOST]
  /// @param campaigns numbers of those that it names; one that is not here was never entered
  record Question(
      int tenant, long lead, History.Need need, Instant now, Map<String, Integer> campaigns) {}

  /// An event, by what makes it the same.
  record Sent(int tenant, String source, String id) {}

  /// @param histories in the order asked
  /// @param recorded those of the events that stand in the history
  record Past(List<History> histories, Set<Sent> recorded) {}

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
