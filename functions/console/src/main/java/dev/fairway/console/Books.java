package dev.fairway.console;

import dev.fairway.ports.Audit;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/// The audit, kept in the name of whoever asks.
@Singleton
final class Books {
  private final Audit audit;
  private final Access access;

  Books(Audit audit, Access access) {
    this.audit = audit;
    this.access = access;
  }

  /// @param subject never a lead's id: the audit outlives its erasure
  Uni<Void> deed(String tenant, Audit.Action action, String subject) {
    return audit.record(new Audit.Deed(tenant, access.actor(), action, subject));
  }
}
