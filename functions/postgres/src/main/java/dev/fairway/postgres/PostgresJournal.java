package dev.fairway.postgres;

import static dev.fairway.postgres.Statements.tuple;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Arrival;
import dev.fairway.model.Merge;
import dev.fairway.model.OpenTask;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.ports.EventDocument;
import dev.fairway.ports.TaskJournal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The journal on PostgreSQL: every method is one call of a function of `db/lead`.
@Singleton
public class PostgresJournal implements TaskJournal {
  private static final Cursor START = new Cursor(Integer.MIN_VALUE, 0, 0);

  private final Statements statements;

  @Inject
  public PostgresJournal(Databases databases) {
    this.statements = new Statements(databases);
  }

  @Override
  public Uni<List<Acceptance>> accept(String database, List<Arrival> arrivals) {
    if (arrivals.isEmpty()) return Uni.createFrom().item(List.of());
    var call = new AcceptCall(arrivals);
    return statements
        .rows(database, "accept", call.parameters(), Function.identity())
        .map(call::answers);
  }

  @Override
  public Uni<List<Opened>> open(String database, List<TaskKey> tasks) {
    if (tasks.isEmpty()) return Uni.createFrom().item(List.of());
    return statements
        .rows(database, "open", keys(tasks), Function.identity())
        .map(rows -> {
          List<Opened> opened = new ArrayList<>(tasks.size());
          for (Row row : rows) opened.add(opened(tasks.get(row.getInteger("o_index") - 1), row));
          return opened;
        });
  }

  private static Opened opened(TaskKey key, Row row) {
    Short left = row.getShort("o_left");
    if (left != null) return new Opened.Left(key.task(), TaskState.of(left));
    return new Opened.Open(
        new OpenTask(
            key.task(),
            key.tenant(),
            row.getInteger("o_campaign"),
            row.getInteger("o_version"),
            row.getLong("o_position"),
            Codes.priority(row.getShort("o_priority")),
            TaskState.of(row.getShort("o_state")),
            row.getString("o_at"),
            Codes.family(row.getShort("o_family")),
            row.getLong("o_progress"),
            row.getInteger("o_attempts"),
            row.getInteger("o_lost"),
            EventDocument.read(Json.read(row.getJsonObject("o_event"))),
            Json.read(row.getJsonObject("o_memory")),
            Codes.lead(row, "o_lead", "o_lead_id", "o_lead_version"),
            row.getOffsetDateTime("o_accepted_at").toInstant(),
            row.getOffsetDateTime("o_now").toInstant(),
            heard(row.getJsonArray("o_heard"))));
  }

  private static List<OpenTask.Heard> heard(@Nullable JsonArray rows) {
    if (rows == null) return List.of();
    List<OpenTask.Heard> heard = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.getJsonObject(i);
      heard.add(
          new OpenTask.Heard(
              row.getLong("seq"),
              row.getString("type"),
              OffsetDateTime.parse(row.getString("at")).toInstant(),
              Json.read(row.getJsonObject("data"))));
    }
    return heard;
  }

  @Override
  public Uni<Commits> commit(String database, List<StepCommit> commits) {
    if (commits.isEmpty()) return Uni.createFrom().item(new Commits(List.of(), List.of()));
    var call = new CommitCall(commits);
    return statements
        .rows(database, "commit", call.parameters(), Function.identity())
        .map(call::answers);
  }

  @Override
  public Uni<Merge.Result> merge(String database, Merge merge) {
    return statements.row(
        database,
        "merge",
        tuple(
            merge.tenant(),
            Json.text(merge.loser().key()),
            Codes.address(merge.loser()),
            Json.text(merge.winner().key()),
            Codes.address(merge.winner()),
            merge.overwrite(),
            merge.by().map(step -> step.task().value()).orElse(null),
            merge.by().map(Merge.ByStep::progress).orElse(null)),
        row -> Merge.Result.of(row.getString("o_result")));
  }

  @Override
  public Uni<List<QueuedTask>> lost(String database, List<TaskKey> tasks) {
    if (tasks.isEmpty()) return Uni.createFrom().item(List.of());
    return statements.rows(database, "lost", keys(tasks), Codes::queued);
  }

  @Override
  public Uni<List<QueuedTask>> line(String database, int tenant, long lead, long after, int limit) {
    return statements.rows(database, "line", tuple(tenant, lead, after, limit), Codes::queued);
  }

  @Override
  public Uni<Page> inLine(String database, Optional<Cursor> cursor, int limit) {
    Cursor from = cursor.orElse(START);
    Tuple parameters = tuple(from.tenant(), from.lead(), from.position(), limit);
    return statements
        .rows(database, "in_line", parameters, Function.identity())
        .map(rows -> page(rows, limit));
  }

  private static Page page(List<Row> rows, int limit) {
    List<QueuedTask> tasks = new ArrayList<>(rows.size());
    Map<TaskId, Instant> due = new HashMap<>();
    for (Row row : rows) {
      QueuedTask task = Codes.queued(row);
      tasks.add(task);
      OffsetDateTime at = row.getOffsetDateTime("o_due");
      if (at != null) due.put(task.task(), at.toInstant());
    }
    if (tasks.size() < limit) return new Page(tasks, due, Optional.empty());
    QueuedTask last = tasks.getLast();
    return new Page(
        tasks, due, Optional.of(new Cursor(last.tenant(), last.lead(), last.position())));
  }

  @Override
  public Uni<Map<Integer, Integer>> due(String database, int most) {
    return statements
        .rows(
            database,
            "due_waits",
            tuple(most),
            row -> Map.entry(row.getInteger("o_tenant"), row.getInteger("o_due")))
        .map(rows -> {
          Map<Integer, Integer> due = new TreeMap<>();
          rows.forEach(row -> due.put(row.getKey(), row.getValue()));
          return due;
        });
  }

  @Override
  public Uni<List<QueuedTask>> reenter(String database, Map<Integer, Integer> room) {
    var tenants = room.keySet().toArray(Integer[]::new);
    var most = room.values().toArray(Integer[]::new);
    return statements.rows(database, "reenter", tuple(tenants, most), Codes::queued);
  }

  @Override
  public Uni<Optional<Instant>> nextDue(String database) {
    return statements.row(
        database,
        "next_due",
        tuple(),
        row -> Optional.ofNullable(row.getOffsetDateTime("o_due")).map(OffsetDateTime::toInstant));
  }

  @Override
  public Uni<List<OutboxRow>> outbox(String database, Duration age, int limit) {
    return statements.rows(database, "outbox", tuple(age.toMillis(), limit), Codes::outbox);
  }

  @Override
  public Uni<Void> published(String database, List<Long> rows) {
    return statements.done(database, "published", tuple((Object) rows.toArray(Long[]::new)));
  }

  @Override
  public Uni<Long> generation(String database) {
    return statements.row(database, "generation", tuple(), row -> row.getLong("o_generation"));
  }

  @Override
  public Uni<Optional<Long>> rebuildStarted(String database) {
    return statements.row(
        database,
        "rebuild_started",
        tuple(),
        row -> Optional.ofNullable(row.getLong("o_generation")));
  }

  @Override
  public Uni<Void> rebuildEnded(String database, long generation) {
    return statements.done(database, "rebuild_ended", tuple(generation));
  }

  @Override
  public Uni<Instant> now(String database) {
    return statements.row(
        database, "now", tuple(), row -> row.getOffsetDateTime("o_now").toInstant());
  }

  private static Tuple keys(List<TaskKey> tasks) {
    return tuple(
        tasks.stream().map(key -> key.task().value()).toArray(UUID[]::new),
        tasks.stream().map(TaskKey::tenant).toArray(Integer[]::new));
  }
}
