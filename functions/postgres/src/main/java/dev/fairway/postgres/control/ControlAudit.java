package dev.fairway.postgres.control;

import dev.fairway.ports.Audit;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.List;

/// The audit: the application's role may only add and read.
@Singleton
public final class ControlAudit implements Audit {
  private final ControlDatabase control;

  ControlAudit(ControlDatabase control) {
    this.control = control;
  }

  @Override
  public Uni<Void> record(Deed deed) {
    return control
        .run(
            "control-audit-record",
            deed.tenant(),
            deed.actor(),
            ControlTenants.label(deed.action()),
            deed.subject())
        .replaceWithVoid();
  }

  @Override
  public Uni<List<Line>> latest(String tenant, int limit) {
    return control.all("control-audit-latest", ControlAudit::fromRow, tenant, limit);
  }

  private static Line fromRow(Row row) {
    return new Line(
        row.getOffsetDateTime("at").toInstant(),
        new Deed(
            row.getString("tenant"),
            row.getString("actor"),
            Action.valueOf(ControlTenants.constant(row.getString("action"))),
            row.getString("subject")));
  }
}
