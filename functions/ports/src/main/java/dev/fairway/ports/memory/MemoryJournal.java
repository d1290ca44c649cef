package dev.fairway.ports.memory;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Arrival;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import dev.fairway.model.Merge;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Records;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tasks;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The twin of the lead databases: any name is one, made when first used. Its clock stands still
/// until it is moved.
public final class MemoryJournal implements TaskJournal, Leads, Records, Tasks, Flows {
  private static final Duration REBUILD_LEASE = Duration.ofSeconds(60);

  private record Generation(long number, Optional<Instant> rebuildUntil) {}

  private final Map<String, MemoryLeadDatabase> databases = new HashMap<>();
  private final Map<String, Generation> generations = new HashMap<>();
  private Instant now;

  public MemoryJournal(Instant now) {
    this.now = now.truncatedTo(ChronoUnit.MICROS);
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
  }

  private MemoryLeadDatabase in(String database) {
    return databases.computeIfAbsent(database, name -> new MemoryLeadDatabase(() -> now));
  }

  /// Like a transaction: alone, and when subscribed.
  private <T> Uni<T> alone(String database, Function<MemoryLeadDatabase, T> work) {
    return Uni.createFrom()
        .item(() -> {
          synchronized (this) {
            return work.apply(in(database));
          }
        });
  }

  @Override
  public Uni<List<TenantFlow>> of(String database, Collection<Integer> tenants) {
    return alone(database, in -> tenants.stream().distinct().map(in::flow).toList());
  }

  @Override
  public Uni<List<TenantFlow>> diverted(String database) {
    return alone(
        database, in -> in.flows.values().stream().filter(flow -> !flow.state().pushes()).toList());
  }

  @Override
  public Uni<List<TenantFlow>> pushingAgain(String database, Duration within) {
    return alone(
        database,
        in ->
            in.flows.values().stream()
                .filter(flow -> flow.state().pushes() && flow.state().epoch() > 0)
                .filter(flow -> flow.since().isAfter(now.minus(within)))
                .toList());
  }

  @Override
  public Uni<Boolean> move(String database, int tenant, FlowState from, FlowState to) {
    return alone(database, in -> in.move(tenant, from, to));
  }

  @Override
  public Uni<List<TenantFlow>> count(String database, Map<Integer, Integer> tasks) {
    return alone(
        database,
        in ->
            tasks.entrySet().stream()
                .map(entry -> in.count(entry.getKey(), entry.getValue()))
                .toList());
  }

  @Override
  public Uni<List<Acceptance>> accept(String database, List<Arrival> arrivals) {
    return alone(database, in -> arrivals.stream().map(in::accept).toList());
  }

  @Override
  public Uni<List<Opened>> open(String database, List<TaskKey> tasks) {
    return alone(database, in -> tasks.stream().map(in::open).toList());
  }

  @Override
  public Uni<Commits> commit(String database, List<StepCommit> commits) {
    return alone(database, in -> in.commit(commits));
  }

  @Override
  public Uni<Merge.Result> merge(String database, Merge merge) {
    return alone(database, in -> in.merge(merge));
  }

  @Override
  public Uni<List<QueuedTask>> lost(String database, List<TaskKey> tasks) {
    return alone(
        database, in -> tasks.stream().distinct().flatMap(key -> in.lost(key).stream()).toList());
  }

  @Override
  public Uni<List<QueuedTask>> line(String database, int tenant, long lead, long after, int limit) {
    return alone(
        database,
        in ->
            in.lineOf(tenant, lead)
                .filter(task -> task.position() > after)
                .limit(limit)
                .map(MemoryTask::queued)
                .toList());
  }

  @Override
  public Uni<Page> inLine(String database, Optional<Cursor> cursor, int limit) {
    return alone(
        database,
        in -> {
          List<MemoryTask> rows =
              in.inLine()
                  .filter(task -> cursor.isEmpty() || behind(task, cursor.get()))
                  .limit(limit)
                  .toList();
          Map<TaskId, Instant> due = new HashMap<>();
          for (MemoryTask task : rows)
            if (task.state() == TaskState.RETRYING)
              task.due().ifPresent(at -> due.put(task.task(), at));
          Optional<Cursor> next =
              rows.size() < limit
                  ? Optional.empty()
                  : Optional.of(rows.getLast()).map(MemoryJournal::cursor);
          return new Page(rows.stream().map(MemoryTask::queued).toList(), due, next);
        });
  }

  private static Cursor cursor(MemoryTask task) {
    return new Cursor(task.tenant(), task.lead(), task.position());
  }

  private static boolean behind(MemoryTask task, Cursor cursor) {
    if (task.tenant() != cursor.tenant()) return task.tenant() > cursor.tenant();
    if (task.lead() != cursor.lead()) return task.lead() > cursor.lead();
    return task.position() > cursor.position();
  }

  @Override
  public Uni<Map<Integer, Integer>> due(String database, int most) {
    return alone(
        database,
        in -> {
          Map<Integer, Integer> due = new TreeMap<>();
          due(in).forEach(task -> due.merge(task.tenant(), 1, Integer::sum));
          due.replaceAll((tenant, count) -> Math.min(count, most));
          return due;
        });
  }

  private Stream<MemoryTask> due(MemoryLeadDatabase in) {
    return in.waiting().filter(task -> !task.due().orElseThrow().isAfter(now));
  }

  @Override
  public Uni<List<QueuedTask>> reenter(String database, Map<Integer, Integer> room) {
    return alone(
        database,
        in -> {
          List<QueuedTask> back = new ArrayList<>();
          Map<Integer, Integer> left = new TreeMap<>(room);
          for (MemoryTask task : due(in).toList())
            if (left.merge(task.tenant(), -1, Integer::sum) >= 0) back.add(in.back(task, false));
          return back;
        });
  }

  @Override
  public Uni<Optional<Instant>> nextDue(String database) {
    return alone(database, in -> in.waiting().findFirst().flatMap(MemoryTask::due));
  }

  @Override
  public Uni<List<OutboxRow>> outbox(String database, Duration age, int limit) {
    return alone(database, in -> in.outbox(age, limit));
  }

  @Override
  public Uni<Void> published(String database, List<Long> rows) {
    return alone(
            database,
            in -> {
              in.published(rows);
              return rows;
            })
        .replaceWithVoid();
  }

  @Override
  public Uni<Long> generation(String database) {
    return alone(database, in -> current(database).number());
  }

  @Override
  public Uni<Optional<Long>> rebuildStarted(String database) {
    return alone(
        database,
        in -> {
          Generation current = current(database);
          if (current.rebuildUntil().filter(now::isBefore).isPresent()) return Optional.empty();
          long next = current.number() + 1;
          generations.put(database, new Generation(next, Optional.of(now.plus(REBUILD_LEASE))));
          return Optional.of(next);
        });
  }

  @Override
  public Uni<Void> rebuildEnded(String database, long generation) {
    return alone(
            database,
            in -> {
              if (current(database).number() == generation)
                generations.put(database, new Generation(generation, Optional.empty()));
              return generation;
            })
        .replaceWithVoid();
  }

  private Generation current(String database) {
    return generations.getOrDefault(database, new Generation(0, Optional.empty()));
  }

  @Override
  public Uni<Instant> now(String database) {
    return alone(database, in -> now);
  }

  @Override
  public Uni<List<Optional<Lead>>> read(String database, List<Leads.Address> leads) {
    return alone(
        database,
        in -> leads.stream().map(lead -> in.leads.find(lead.tenant(), lead.lead())).toList());
  }

  @Override
  public Uni<List<Lead>> list(String database, int tenant, Optional<String> after, int limit) {
    return alone(database, in -> in.leads.list(tenant, after.orElse(""), limit));
  }

  @Override
  public Uni<List<Lead>> members(
      String database, int tenant, Memberships.Key of, long after, int limit) {
    return alone(database, in -> in.leads.members(tenant, of, after, limit));
  }

  @Override
  public Uni<List<Lead>> upsert(String database, int tenant, List<Upsert> upserts) {
    return alone(
        database,
        in -> {
          for (Upsert upsert : upserts) {
            if (upsert.patch().erase())
              throw new IllegalArgumentException("an upsert cannot erase");
            Optional<Lead> known = in.leads.find(tenant, new LeadRef.ById(upsert.id()));
            if (known.isPresent())
              in.leads.change(tenant, known.get(), upsert.patch(), upsert.replace());
            else in.leads.create(tenant, upsert.id(), upsert.patch());
          }
          List<Lead> after = new ArrayList<>();
          for (Upsert upsert : upserts)
            after.add(in.leads.find(tenant, new LeadRef.ById(upsert.id())).orElseThrow());
          return after;
        });
  }

  @Override
  public Uni<Boolean> delete(String database, int tenant, String id) {
    return alone(
        database,
        in -> {
          Optional<Lead> lead = in.leads.find(tenant, new LeadRef.ById(id));
          lead.ifPresent(found -> in.erase(tenant, found));
          return lead.isPresent();
        });
  }

  @Override
  public Uni<Past> past(String database, List<Question> leads, List<Sent> events) {
    return alone(
        database,
        in ->
            new Past(
                leads.stream().map(in::past).toList(),
                events.stream().filter(in::recorded).collect(Collectors.toSet())));
  }

  @Override
  public Uni<Optional<Instant>> entered(String database, int tenant, long lead, int campaign) {
    return alone(database, in -> in.entered(tenant, lead, campaign));
  }

  @Override
  public Uni<List<ActivityRow>> activities(
      String database, int tenant, long lead, OptionalLong before, int limit) {
    return alone(database, in -> in.history(tenant, lead, before.orElse(Long.MAX_VALUE), limit));
  }

  @Override
  public Uni<List<TenantRecord>> find(String database, List<Records.Address> records) {
    return alone(database, in -> records.stream().map(in.records::read).toList());
  }

  @Override
  public Uni<List<TenantRecord>> list(
      String database, int tenant, String type, Optional<String> after, int limit) {
    return alone(database, in -> in.records.list(tenant, type, after.orElse(""), limit));
  }

  @Override
  public Uni<TenantRecord> upsert(
      String database, int tenant, TenantRecord.Key key, LeadPatch patch, boolean replace) {
    return alone(
        database, in -> in.records.upsert(new Records.Address(tenant, key), patch, replace));
  }

  @Override
  public Uni<Boolean> delete(String database, int tenant, TenantRecord.Key key) {
    return alone(database, in -> in.records.delete(new Records.Address(tenant, key)));
  }

  @Override
  public Uni<Optional<Row>> get(String database, int tenant, TaskId task) {
    return alone(database, in -> in.task(tenant, task).map(found -> row(in, found)));
  }

  @Override
  public Uni<List<Row>> list(String database, int tenant, Query query) {
    return alone(
        database,
        in -> {
          List<Row> rows = in.tasks(tenant).map(task -> row(in, task)).toList();
          int from = 0;
          if (query.after().isPresent())
            while (from < rows.size()
                && !rows.get(from++).task().toString().equals(query.after().get())) {
              continue;
            }
          return rows.stream()
              .skip(from)
              .filter(row -> query.state().isEmpty() || query.state().get() == row.state())
              .filter(row -> query.lead().isEmpty() || query.lead().get().equals(row.lead()))
              .filter(row -> query.campaign().isEmpty() || query.campaign().get() == row.campaign())
              .limit(query.limit())
              .toList();
        });
  }

  @Override
  public Uni<List<ActivityRow>> steps(String database, int tenant, TaskId task, int limit) {
    return alone(database, in -> in.steps(tenant, task, limit));
  }

  private static Row row(MemoryLeadDatabase in, MemoryTask task) {
    return new Row(
        task.task(),
        task.campaign(),
        task.version(),
        in.leads.numbered(task.tenant(), task.lead()).map(Lead::id).orElse(""),
        task.state(),
        task.at(),
        task.progress(),
        task.attempts(),
        task.lost(),
        task.error(),
        task.due(),
        task.acceptedAt(),
        task.endedAt(),
        task.state().inLine() ? Optional.of(task.queued()) : Optional.empty());
  }

  @Override
  public Uni<Optional<QueuedTask>> redrive(String database, int tenant, TaskId task) {
    return alone(
        database,
        in ->
            in.task(tenant, task)
                .filter(found -> found.state() == TaskState.DEAD)
                .map(found -> in.back(found, true)));
  }

  @Override
  public Uni<Integer> abort(String database, int tenant, int campaign) {
    return alone(database, in -> in.abort(tenant, campaign));
  }

  @Override
  public Uni<Migrated> migrate(String database, int tenant, Migration migration) {
    return alone(database, in -> in.migrate(tenant, migration));
  }

  @Override
  public Uni<Map<Integer, Map<String, Long>>> counts(String database, List<Integer> tenants) {
    return alone(
        database,
        in ->
            tenants.stream()
                .distinct()
                .filter(tenant -> in.tasks(tenant).findAny().isPresent())
                .collect(
                    Collectors.toMap(
                        tenant -> tenant,
                        tenant ->
                            in.tasks(tenant)
                                .collect(
                                    Collectors.groupingBy(
                                        task -> task.state().label(), Collectors.counting())))));
  }
}
