package dev.fairway.postgres.control;

import dev.fairway.ports.Runs;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Runs of campaigns that have a schedule.
@Singleton
public final class ControlRuns implements Runs {
  private final ControlDatabase control;

  ControlRuns(ControlDatabase control) {
    this.control = control;
  }

  @Override
  public Uni<Void> plan(int tenant, int campaign, Instant next) {
    return control
        .run("control-run-plan", tenant, campaign, next.atOffset(ZoneOffset.UTC))
        .replaceWithVoid();
  }

  @Override
  public Uni<Boolean> pending() {
    return control.one("control-runs-pending", row -> row.getBoolean("pending"));
  }

  @Override
  public Uni<Optional<Held>> hold(Duration lease) {
    return control.first("control-run-hold", ControlRuns::held, lease.toMillis());
  }

  @Override
  public Uni<Boolean> save(Held held, Run run, Optional<Instant> next, Duration lease) {
    return control
        .all(
            "control-run-save",
            row -> row.getInteger("tenant"),
            held.tenant(),
            held.campaign(),
            UUID.fromString(held.holder()),
            ControlTenants.label(run.state()),
            run.after(),
            run.members(),
            run.reason().orElse(null),
            utc(run.ended()),
            utc(next),
            run.state().underWay() ? lease.toMillis() : 0L)
        .map(saved -> !saved.isEmpty());
  }

  @Override
  public Uni<Plan> of(int tenant, int campaign) {
    return control
        .first("control-run", ControlRuns::plan, tenant, campaign)
        .map(found -> found.orElseGet(() -> new Plan(Optional.empty(), Optional.empty())));
  }

  @Override
  public Uni<Instant> now() {
    return control.one("control-now", row -> row.getOffsetDateTime("now").toInstant());
  }

  private static Held held(Row row) {
    return new Held(
        row.getInteger("tenant"),
        row.getInteger("campaign"),
        row.getString("name"),
        Optional.ofNullable(row.getJsonObject("definition")).map(JsonObjects::toMap),
        run(row),
        row.getUUID("holder").toString());
  }

  private static Plan plan(Row row) {
    return new Plan(
        row.getBoolean("active") ? instant(row, "next_at") : Optional.empty(),
        row.getString("state") == null ? Optional.empty() : Optional.of(run(row)));
  }

  private static Run run(Row row) {
    return new Run(
        row.getOffsetDateTime("due").toInstant(),
        row.getOffsetDateTime("started").toInstant(),
        instant(row, "ended"),
        State.valueOf(ControlTenants.constant(row.getString("state"))),
        row.getString("after"),
        row.getInteger("members"),
        Optional.ofNullable(row.getString("reason")));
  }

  private static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }

  private static @Nullable OffsetDateTime utc(Optional<Instant> at) {
    return at.map(instant -> instant.atOffset(ZoneOffset.UTC)).orElse(null);
  }
}
