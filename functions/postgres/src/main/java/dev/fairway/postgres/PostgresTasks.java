package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import dev.fairway.model.QueuedTask;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.ports.Leads.ActivityRow;
import dev.fairway.ports.Tasks;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// An operator's questions about tasks on PostgreSQL.
@Singleton
public class PostgresTasks implements Tasks {
  /// Tasks aborted in one transaction: within the statement timeout.
  private static final int ABORT_BATCH = 1_000;

  private final Statements statements;

  @Inject
  public PostgresTasks(Databases databases) {
    this.statements = new Statements(databases);
  }

  @Override
  public Uni<Optional<Row>> get(String database, int tenant, TaskId task) {
    return rows(database, tuple(tenant, task.value(), null, null, null, null, 1))
        .map(rows -> rows.stream().findFirst());
  }

  @Override
  public Uni<List<Row>> list(String database, int tenant, Query query) {
    return rows(
        database,
        tuple(
            tenant,
            null,
            query.state().map(state -> (short) state.code()).orElse(null),
            query.lead().map(Json::text).orElse(null),
            query.campaign().orElse(null),
            query.after().map(after -> TaskId.parse(after).value()).orElse(null),
            query.limit()));
  }

  private Uni<List<Row>> rows(String database, Tuple parameters) {
    return statements.rows(database, "tasks", parameters, PostgresTasks::row);
  }

  private static Row row(io.vertx.mutiny.sqlclient.Row row) {
    TaskState state = TaskState.of(row.getShort("o_state"));
    return new Row(
        new TaskId(row.getUUID("o_task")),
        row.getInteger("o_campaign"),
        row.getInteger("o_version"),
        row.getString("o_lead_id"),
        state,
        row.getString("o_at"),
        row.getLong("o_progress"),
        row.getInteger("o_attempts"),
        row.getInteger("o_lost"),
        Optional.ofNullable(row.getString("o_error")),
        Optional.ofNullable(row.getOffsetDateTime("o_due")).map(OffsetDateTime::toInstant),
        row.getOffsetDateTime("o_accepted_at").toInstant(),
        Optional.ofNullable(row.getOffsetDateTime("o_ended_at")).map(OffsetDateTime::toInstant),
        state.inLine() ? Optional.of(Codes.queued(row)) : Optional.empty());
  }

  @Override
  public Uni<List<ActivityRow>> steps(String database, int tenant, TaskId task, int limit) {
    return statements.rows(
        database, "task_steps", tuple(tenant, task.value(), limit), PostgresLeads::activity);
  }

  @Override
  public Uni<Optional<QueuedTask>> redrive(String database, int tenant, TaskId task) {
    return statements
        .rows(database, "redrive", tuple(tenant, task.value()), Codes::queued)
        .map(rows -> rows.stream().findFirst());
  }

  @Override
  public Uni<Integer> abort(String database, int tenant, int campaign) {
    return statements
        .row(
            database,
            "abort",
            tuple(tenant, campaign, ABORT_BATCH),
            row -> row.getInteger("o_count"))
        .flatMap(count ->
            count < ABORT_BATCH
                ? Uni.createFrom().item(count)
                : abort(database, tenant, campaign).map(more -> count + more));
  }

  @Override
  public Uni<Migrated> migrate(String database, int tenant, Migration migration) {
    List<Integer> versions = new ArrayList<>();
    List<String> steps = new ArrayList<>();
    migration
        .steps()
        .forEach((version, at) ->
            at.forEach(step -> {
              versions.add(version);
              steps.add(step);
            }));
    Tuple parameters =
        tuple(
            tenant,
            migration.campaign(),
            migration.to(),
            migration.steps().keySet().toArray(Integer[]::new),
            versions.toArray(Integer[]::new),
            steps.toArray(String[]::new),
            migration.most(),
            Stranded.MOST,
            migration.dryRun());
    return statements
        .rowsOfMany(database, "migrate", parameters, Function.identity())
        .map(PostgresTasks::migrated);
  }

  private static Migrated migrated(List<io.vertx.mutiny.sqlclient.Row> rows) {
    Integer fitting = rows.getFirst().getInteger("o_fitting");
    if (fitting == null) return new Migrated.TooMany();
    List<Stranded> first =
        rows.stream()
            .skip(1)
            .map(row ->
                new Stranded(
                    new TaskId(row.getUUID("o_task")),
                    row.getString("o_lead_id"),
                    row.getInteger("o_version"),
                    row.getString("o_at")))
            .toList();
    return new Migrated.Told(fitting, rows.getFirst().getInteger("o_stranded"), first);
  }

  @Override
  public Uni<Map<Integer, Map<String, Long>>> counts(String database, List<Integer> tenants) {
    return statements
        .rows(
            database,
            "counts",
            tuple((Object) tenants.toArray(Integer[]::new)),
            Function.identity())
        .map(rows -> {
          Map<Integer, Map<String, Long>> counts = new HashMap<>();
          for (var row : rows)
            counts
                .computeIfAbsent(row.getInteger("o_tenant"), tenant -> new HashMap<>())
                .merge(
                    TaskState.of(row.getShort("o_state")).label(),
                    row.getLong("o_count"),
                    Long::sum);
          return counts;
        });
  }
}
