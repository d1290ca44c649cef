package dev.fairway.ports;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/// Who asked for what, in the control database. A line is written before the deed, so that nothing
/// is done unrecorded; nobody can change or delete one.
public interface Audit {
  enum Action {
    TENANT_PUT,
    TENANT_DELETE,
    EDIT,
    ACTIVATE,
    DEACTIVATE,
    ABORT,
    CAMPAIGN_DELETE,
    REDRIVE,
    MIGRATE,
    ERASE,
    MERGE,
    /// Refused: the actor does not act for this tenant.
    FORBIDDEN
  }

  /// @param tenant its name
  /// @param actor who is authenticated
  /// @param subject what it is about: a campaign, a lead, a task
  record Deed(String tenant, String actor, Action action, String subject) {}

  record Line(Instant at, Deed deed) {}

  Uni<Void> record(Deed deed);

  /// Newest first.
  Uni<List<Line>> latest(String tenant, int limit);
}
