package dev.fairway.ports.memory;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.Arrival;
import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Merge;
import dev.fairway.model.OpenTask;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant.UnknownLead;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.Flows.TenantFlow;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Leads.ActivityRow;
import dev.fairway.ports.Records.Address;
import dev.fairway.ports.TaskJournal.Commits;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.TaskJournal.OutboxRow;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.Tasks.Migrated;
import dev.fairway.ports.Tasks.Migration;
import dev.fairway.ports.Tasks.Stranded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One lead database in memory: arrivals and commits one after the other, in plain Java. Its owner
/// lets one thread in at a time.
final class MemoryLeadDatabase {
  private record Entry(long lead, int campaign) {}

  private record Heard(int tenant, String source, String id) {}

  private record HistoryRow(int tenant, long lead, ActivityRow row) {}

  private record Unpublished(long lead, Instant at, OutboxRow row) {}

  private static final Comparator<MemoryTask> LINE =
      Comparator.comparingInt(MemoryTask::tenant)
          .thenComparingLong(MemoryTask::lead)
          .thenComparingLong(MemoryTask::position);

  final MemoryLeads leads = new MemoryLeads(this::changed);
  final MemoryRecords records = new MemoryRecords();
  final Map<Integer, TenantFlow> flows = new TreeMap<>();
  private final Supplier<Instant> clock;
  private final Map<TaskId, MemoryTask> tasks = new TreeMap<>();
  private final Map<TaskId, MemoryTask> seen = new TreeMap<>();
  private final Map<Entry, Instant> entries = new HashMap<>();
  private final Set<Heard> heard = new HashSet<>();
  private final List<HistoryRow> history = new ArrayList<>();
  private final Map<Long, Unpublished> outbox = new TreeMap<>();
  private long lastPosition;
  private long lastSeq;
  private long lastOutboxRow;

  MemoryLeadDatabase(Supplier<Instant> clock) {
    this.clock = clock;
  }

  // --- flows

  TenantFlow flow(int tenant) {
    return flows.getOrDefault(tenant, new TenantFlow(tenant, FlowState.INITIAL, 0, Instant.EPOCH));
  }

  boolean move(int tenant, FlowState from, FlowState to) {
    TenantFlow now = flow(tenant);
    if (!now.state().equals(from)) return false;
    flows.put(tenant, new TenantFlow(tenant, to, to.pushes() ? 0 : now.buffered(), clock.get()));
    return true;
  }

  TenantFlow count(int tenant, int tasks) {
    flows.computeIfPresent(
        tenant,
        (number, now) ->
            new TenantFlow(number, now.state(), Math.max(0, now.buffered() + tasks), now.since()));
    return flow(tenant);
  }

  // --- acceptance

  Acceptance accept(Arrival arrival) {
    long epoch = flow(arrival.tenant()).state().epoch();
    if (arrival.epoch() != epoch) return new Acceptance.Stale(epoch);
    for (Arrival.Candidate candidate : arrival.candidates()) {
      Optional<MemoryTask> known = known(candidate.task());
      if (known.isPresent() && !known.get().digest().equals(arrival.digest()))
        return new Acceptance.OtherContent(candidate.task());
    }
    Optional<Lead> lead = leads.find(arrival.tenant(), arrival.lead());
    if (lead.isEmpty() && arrival.unknownLead() != UnknownLead.CREATE)
      return new Acceptance.UnknownLead(arrival.unknownLead());
    if (lead.isEmpty() && bringsNews(arrival)) lead = Optional.of(created(arrival));
    boolean recorded = lead.isPresent() && recorded(arrival, lead.get());
    List<Verdict> verdicts = new ArrayList<>();
    for (Arrival.Candidate candidate : arrival.candidates())
      verdicts.add(verdict(arrival, candidate, lead));
    List<QueuedTask> woken =
        arrival.awaited() ? lead.map(found -> woken(arrival, found)).orElse(List.of()) : List.of();
    return new Acceptance.Journaled(recorded, verdicts, woken);
  }

  private List<QueuedTask> woken(Arrival arrival, Lead lead) {
    return List.copyOf(tasks.values()).stream()
        .filter(task -> task.tenant() == arrival.tenant() && task.lead() == lead.number())
        .filter(task -> task.state() == TaskState.WAITING)
        .filter(task ->
            Wait.of(task.memory()).filter(w -> w.on().contains(arrival.event().type())).isPresent())
        .map(task -> back(task, false))
        .toList();
  }

  private Optional<MemoryTask> known(TaskId task) {
    return Optional.ofNullable(tasks.get(task)).or(() -> Optional.ofNullable(seen.get(task)));
  }

  private boolean bringsNews(Arrival arrival) {
    return (arrival.activity() && !heard.contains(heardAs(arrival)))
        || arrival.candidates().stream().anyMatch(candidate -> known(candidate.task()).isEmpty());
  }

  private static Heard heardAs(Arrival arrival) {
    return new Heard(arrival.tenant(), arrival.event().source(), arrival.event().id());
  }

  private Lead created(Arrival arrival) {
    Map<String, Object> fields =
        switch (arrival.lead()) {
          case LeadRef.ById ignored -> Map.of();
          case LeadRef.ByEmail(String email) -> Map.of("email", email);
        };
    Lead lead = leads.create(arrival.tenant(), clean(arrival.lead().key()), fields);
    if (!arrival.creationTold()) return lead;
    Event event = arrival.event();
    emit(
        arrival.tenant(),
        lead,
        "/fairway/leads",
        event.traceparent(),
        new StepCommit.Outgoing(
            "lead-" + lead.number() + "-created",
            Arrival.CREATED,
            Map.of("source", event.type()),
            event.depth() + 1));
    return lead;
  }

  private boolean recorded(Arrival arrival, Lead lead) {
    if (!arrival.activity() || !heard.add(heardAs(arrival))) return false;
    record(
        arrival.tenant(),
        lead.number(),
        arrival.event().type(),
        Optional.empty(),
        Optional.empty(),
        clean(arrival.event().data()));
    return true;
  }

  private Verdict verdict(Arrival arrival, Arrival.Candidate candidate, Optional<Lead> lead) {
    TaskId id = candidate.task();
    Optional<MemoryTask> known = known(id);
    if (known.isPresent()) {
      MemoryTask task = known.get();
      return new Verdict.Duplicate(
          id, task.state(), task.state().inLine() ? List.of(task.queued()) : List.of());
    }
    long number = lead.orElseThrow().number();
    Instant now = clock.get();
    MemoryTask task = MemoryTask.of(cleaned(arrival), candidate, number, lastPosition + 1, now);
    if (candidate.expired()) {
      seen.put(id, task.ended(TaskState.EXPIRED, now));
      return new Verdict.Expired(id);
    }
    if (!enters(new Entry(number, candidate.campaign()), candidate.qualification(), now)) {
      seen.put(id, task.ended(TaskState.NOT_QUALIFIED, now));
      return new Verdict.NotQualified(id);
    }
    lastPosition++;
    tasks.put(id, task);
    return new Verdict.Accepted(task.queued());
  }

  private boolean enters(Entry entry, Qualification qualification, Instant now) {
    if (qualification instanceof Qualification.Every) return true;
    boolean allowed = allowed(entry, qualification, now);
    if (allowed) entries.put(entry, now);
    return allowed;
  }

  private boolean allowed(Entry entry, Qualification qualification, Instant now) {
    Instant last = entries.get(entry);
    return last == null
        || (qualification instanceof Qualification.Per per
            && !last.plus(per.period()).isAfter(now));
  }

  Optional<Instant> entered(int tenant, long lead, int campaign) {
    return leads
        .numbered(tenant, lead)
        .map(known -> entries.get(new Entry(known.number(), campaign)));
  }

  // --- visits

  Opened open(TaskKey key) {
    MemoryTask task = tasks.get(key.task());
    if (task == null || task.tenant() != key.tenant())
      return new Opened.Left(key.task(), gone(key));
    if (!task.state().inLine()) return new Opened.Left(key.task(), task.state());
    Optional<Lead> lead = leads.numbered(task.tenant(), task.lead());
    if (lead.isEmpty()) return new Opened.Left(key.task(), TaskState.DELETED);
    return new Opened.Open(
        new OpenTask(
            task.task(),
            task.tenant(),
            task.campaign(),
            task.version(),
            task.position(),
            task.priority(),
            task.state(),
            task.at(),
            task.family(),
            task.progress(),
            task.attempts(),
            task.lost(),
            task.event(),
            task.memory(),
            lead.get(),
            task.acceptedAt(),
            clock.get(),
            Wait.of(task.memory()).map(wait -> heard(task, wait)).orElse(List.of())));
  }

  /// What a wait concerns, but the task's own effects.
  private List<OpenTask.Heard> heard(MemoryTask task, Wait wait) {
    String own = task.task().toString();
    return history.stream()
        .filter(row -> row.tenant() == task.tenant() && row.lead() == task.lead())
        .map(HistoryRow::row)
        .filter(row -> wait.concerns(row.seq(), row.type(), row.at()))
        .filter(row -> row.task().filter(own::equals).isEmpty())
        .map(row -> new OpenTask.Heard(row.seq(), row.type(), row.at(), row.attributes()))
        .limit(OpenTask.Heard.MOST)
        .toList();
  }

  private TaskState gone(TaskKey key) {
    MemoryTask ended = seen.get(key.task());
    return ended == null || ended.tenant() != key.tenant() ? TaskState.DELETED : ended.state();
  }

  /// All commits are judged as the database stands before any of them; but records as the commits
  /// before leave them.
  Commits commit(List<StepCommit> commits) {
    List<StepCommit.Result> results = new ArrayList<>();
    Set<TaskId> passed = new HashSet<>();
    Map<Address, Long> versions = new HashMap<>();
    for (StepCommit commit : commits) results.add(judged(commit, passed, versions));
    List<OutboxRow> left = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++)
      if (results.get(i) instanceof StepCommit.Result.Committed) apply(commits.get(i), left);
    return new Commits(results, left);
  }

  private StepCommit.Result judged(
      StepCommit commit, Set<TaskId> passed, Map<Address, Long> versions) {
    TaskKey key = new TaskKey(commit.task(), commit.tenant());
    MemoryTask task = tasks.get(commit.task());
    if (task == null || task.tenant() != commit.tenant())
      return new StepCommit.Result.Gone(gone(key));
    if (!task.state().inLine()) return new StepCommit.Result.Gone(task.state());
    if (task.lead() != commit.lead() || task.progress() != commit.progress())
      return new StepCommit.Result.Moved(task.queued());
    if (!passed.add(task.task())) return new StepCommit.Result.Conflict();
    MemoryTask head = lineOf(task.tenant(), task.lead()).findFirst().orElseThrow();
    if (!head.task().equals(task.task())) return new StepCommit.Result.Blocked(head.queued());
    for (StepCommit.Entry entry : commit.entries())
      if (!allowed(new Entry(commit.lead(), entry.campaign()), entry.qualification(), clock.get()))
        return new StepCommit.Result.NotQualified();
    if (!commit.patch().isEmpty()
        && leads
            .numbered(commit.tenant(), commit.lead())
            .filter(lead -> lead.version() == commit.leadVersion())
            .isEmpty()) return new StepCommit.Result.Conflict();
    boolean heard =
        commit.next().state() == TaskState.WAITING
            && Wait.of(commit.next().memory()).filter(w -> !heard(task, w).isEmpty()).isPresent();
    if (heard || unseen(commit) || !records.current(commit, versions))
      return new StepCommit.Result.Conflict();
    return new StepCommit.Result.Committed();
  }

  /// A wait that watches the lead was decided on another version of it.
  private boolean unseen(StepCommit commit) {
    return commit.next().state() == TaskState.WAITING
        && Wait.of(commit.next().memory()).filter(Wait::watches).isPresent()
        && leads
            .numbered(commit.tenant(), commit.lead())
            .filter(lead -> lead.version() == commit.leadVersion())
            .isEmpty();
  }

  /// Who watches the lead is due.
  private void changed(long lead) {
    tasks.replaceAll(
        (id, task) -> task.lead() == lead && task.watches() ? task.due(clock.get()) : task);
  }

  private void apply(StepCommit commit, List<OutboxRow> left) {
    MemoryTask task = tasks.get(commit.task());
    if (task == null) throw new IllegalStateException("task " + commit.task() + " was judged");
    Lead lead = leads.numbered(commit.tenant(), commit.lead()).orElseThrow();
    LeadPatch patch = commit.patch();
    if (!patch.isEmpty() && !patch.erase()) leads.change(commit.tenant(), lead, patch, false);
    if (!patch.erase()) {
      for (StepCommit.Activity activity : commit.activities())
        record(
            commit.tenant(),
            commit.lead(),
            activity.type(),
            Optional.of(task),
            Optional.of(activity.step()),
            activity.attributes());
      for (StepCommit.Outgoing event : commit.events())
        left.add(
            emit(
                commit.tenant(),
                lead,
                StepCommit.Outgoing.SOURCE,
                task.event().traceparent(),
                event));
    }
    if (commit.next().state().ended()) end(task, commit.next().state());
    else tasks.put(task.task(), task.advanced(commit.executed(), commit.next()));
    if (patch.erase()) erase(commit.tenant(), lead);
    else for (StepCommit.Removal removal : commit.removes()) remove(task, removal);
    if (!patch.erase())
      for (StepCommit.Entry entry : commit.entries())
        entries.put(new Entry(commit.lead(), entry.campaign()), clock.get());
    records.apply(commit);
    for (StepCommit.OtherLead other : commit.others())
      leads.createOrChange(commit.tenant(), other.lead(), other.patch());
  }

  private void remove(MemoryTask by, StepCommit.Removal removal) {
    tasks.values().stream()
        .filter(task -> task.tenant() == by.tenant() && task.lead() == by.lead())
        .filter(task -> !task.task().equals(by.task()))
        .filter(task -> removal.campaign().isEmpty() || task.runs(removal.campaign().get()))
        .sorted(Comparator.comparingLong(MemoryTask::position))
        .toList()
        .forEach(task -> {
          record(
              task.tenant(),
              task.lead(),
              StepCommit.Removal.TYPE,
              Optional.of(task),
              Optional.of(task.at()),
              Map.of("reason", "removed", "by", removal.by()));
          end(task, TaskState.DONE);
        });
  }

  private void end(MemoryTask task, TaskState state) {
    tasks.remove(task.task());
    seen.put(task.task(), task.ended(state, clock.get()));
  }

  void erase(int tenant, Lead lead) {
    for (MemoryTask task : List.copyOf(tasks.values()))
      if (task.tenant() == tenant && task.lead() == lead.number()) end(task, TaskState.DELETED);
    history.removeIf(row -> row.tenant() == tenant && row.lead() == lead.number());
    outbox.values().removeIf(row -> row.lead() == lead.number());
    entries.keySet().removeIf(entry -> entry.lead() == lead.number());
    leads.remove(lead.number());
  }

  Merge.Result merge(Merge merge) {
    Optional<Lead> loser = leads.find(merge.tenant(), merge.loser());
    Optional<Lead> winner = leads.find(merge.tenant(), merge.winner());
    Merge.Result result = Merge.Result.MERGED;
    if (loser.isEmpty()) result = Merge.Result.NO_LOSER;
    else if (winner.isEmpty()) result = Merge.Result.NO_WINNER;
    else if (loser.get().number() == winner.get().number()) result = Merge.Result.SAME;
    if (merge.by().isPresent() && !told(merge, merge.by().get(), loser, result))
      return Merge.Result.MOVED;
    if (result == Merge.Result.MERGED) merge(merge, loser.orElseThrow(), winner.orElseThrow());
    return result;
  }

  private boolean told(Merge merge, Merge.ByStep step, Optional<Lead> loser, Merge.Result result) {
    MemoryTask task = tasks.get(step.task());
    if (task == null
        || task.tenant() != merge.tenant()
        || !task.state().inLine()
        || task.progress() != step.progress()
        || loser.filter(lead -> lead.number() == task.lead()).isEmpty()
        || !lineOf(task.tenant(), task.lead()).findFirst().orElseThrow().equals(task)) return false;
    Map<String, Object> memory = new LinkedHashMap<>(task.memory());
    memory.put(Merge.RESULT, result.label());
    tasks.put(task.task(), task.with(memory));
    return true;
  }

  private void merge(Merge merge, Lead loser, Lead winner) {
    int tenant = merge.tenant();
    leads.merge(tenant, loser, winner, merge.overwrite());
    for (MemoryTask task : lineOf(tenant, loser.number()).toList())
      tasks.put(task.task(), task.of(winner.number(), ++lastPosition));
    tasks.replaceAll((id, task) -> moved(task, loser, winner));
    seen.replaceAll((id, task) -> moved(task, loser, winner));
    history.replaceAll(row ->
        row.lead() == loser.number() ? new HistoryRow(tenant, winner.number(), row.row()) : row);
    outbox.replaceAll((row, event) ->
        event.lead() == loser.number()
            ? new Unpublished(winner.number(), event.at(), event.row())
            : event);
    changed(winner.number());
    for (Entry entry : Set.copyOf(entries.keySet()))
      if (entry.lead() == loser.number()) {
        Instant at = entries.remove(entry);
        entries.merge(
            new Entry(winner.number(), entry.campaign()), at, (a, b) -> a.isAfter(b) ? a : b);
      }
    if (merge.by().isEmpty())
      record(
          tenant,
          winner.number(),
          "person.merged",
          Optional.empty(),
          Optional.empty(),
          Map.of("loser", loser.id()));
  }

  private static MemoryTask moved(MemoryTask task, Lead loser, Lead winner) {
    return task.lead() == loser.number() ? task.of(winner.number(), task.position()) : task;
  }

  private void record(
      int tenant,
      long lead,
      String type,
      Optional<MemoryTask> task,
      Optional<String> step,
      Map<String, Object> attributes) {
    ActivityRow row =
        new ActivityRow(
            ++lastSeq,
            clock.get(),
            type,
            task.map(of -> Integer.toString(of.campaign())),
            task.map(of -> of.task().toString()),
            step,
            attributes);
    history.add(new HistoryRow(tenant, lead, row));
  }

  private OutboxRow emit(
      int tenant,
      Lead lead,
      String source,
      Optional<String> traceparent,
      StepCommit.Outgoing outgoing) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("specversion", "1.0");
    event.put("id", outgoing.id());
    event.put("source", source);
    event.put("type", outgoing.type());
    event.put("subject", lead.id());
    Instant now = clock.get();
    event.put("time", now.toString());
    event.put("datacontenttype", "application/json");
    event.put("depth", Integer.toString(outgoing.depth()));
    event.put("data", outgoing.data());
    traceparent.ifPresent(parent -> event.put("traceparent", parent));
    OutboxRow row = new OutboxRow(++lastOutboxRow, tenant, event);
    outbox.put(row.row(), new Unpublished(lead.number(), now, row));
    return row;
  }

  // --- lines

  Stream<MemoryTask> inLine() {
    return tasks.values().stream().filter(task -> task.state().inLine()).sorted(LINE);
  }

  Stream<MemoryTask> lineOf(int tenant, long lead) {
    return inLine().filter(task -> task.tenant() == tenant && task.lead() == lead);
  }

  Optional<QueuedTask> lost(TaskKey key) {
    MemoryTask task = tasks.get(key.task());
    if (task == null || task.tenant() != key.tenant() || !task.state().inLine())
      return Optional.empty();
    MemoryTask counted = task.lostOnce();
    tasks.put(task.task(), counted);
    return counted.state().inLine() ? Optional.of(counted.queued()) : Optional.empty();
  }

  /// Waits with a time, earliest first.
  Stream<MemoryTask> waiting() {
    return tasks.values().stream()
        .filter(task -> task.state() == TaskState.WAITING && task.due().isPresent())
        .sorted(
            Comparator.comparing((MemoryTask task) -> task.due().orElseThrow())
                .thenComparingLong(MemoryTask::position));
  }

  QueuedTask back(MemoryTask task, boolean anew) {
    MemoryTask moved = task.back(++lastPosition, anew);
    tasks.put(task.task(), moved);
    return moved.queued();
  }

  // --- what an operator sees

  Optional<MemoryTask> task(int tenant, TaskId task) {
    return known(task).filter(row -> row.tenant() == tenant);
  }

  /// Journaled and ended, newest first.
  Stream<MemoryTask> tasks(int tenant) {
    return Stream.concat(tasks.values().stream(), seen.values().stream())
        .filter(task -> task.tenant() == tenant)
        .sorted(
            Comparator.comparing(MemoryTask::acceptedAt)
                .thenComparing(MemoryTask::task)
                .reversed());
  }

  int abort(int tenant, int campaign) {
    List<MemoryTask> unfinished =
        tasks.values().stream()
            .filter(task -> task.tenant() == tenant && task.campaign() == campaign)
            .toList();
    for (MemoryTask task : unfinished) end(task, TaskState.ABORTED);
    return unfinished.size();
  }

  Migrated migrate(int tenant, Migration migration) {
    List<MemoryTask> meant =
        tasks.values().stream()
            .filter(task -> task.tenant() == tenant && task.campaign() == migration.campaign())
            .filter(task -> migration.steps().containsKey(task.version()))
            .toList();
    if (meant.size() > migration.most()) return new Migrated.TooMany();
    List<MemoryTask> stranded =
        meant.stream()
            .filter(task ->
                !migration.steps().getOrDefault(task.version(), Set.of()).contains(task.stands()))
            .toList();
    if (stranded.isEmpty() && !migration.dryRun())
      for (MemoryTask task : meant) tasks.put(task.task(), task.migrated(migration.to()));
    return new Migrated.Told(
        meant.size() - stranded.size(),
        stranded.size(),
        stranded.stream().limit(Stranded.MOST).map(this::stranded).toList());
  }

  private Stranded stranded(MemoryTask task) {
    String lead = leads.numbered(task.tenant(), task.lead()).map(Lead::id).orElse("");
    return new Stranded(task.task(), lead, task.version(), task.stands());
  }

  List<ActivityRow> history(int tenant, long lead, long before, int limit) {
    return history.reversed().stream()
        .filter(row -> row.tenant() == tenant && row.lead() == lead && row.row().seq() < before)
        .map(HistoryRow::row)
        .limit(limit)
        .toList();
  }

  History past(Leads.Question asked) {
    Map<String, List<History.Done>> done = new TreeMap<>();
    asked.need().types().forEach((type, part) -> done.put(type, done(asked, type, part)));
    Map<String, Optional<Instant>> entered = new TreeMap<>();
    for (String campaign : asked.need().campaigns())
      entered.put(campaign, lastEntry(asked, asked.campaigns().get(campaign)));
    return new History(done, entered);
  }

  private Optional<Instant> lastEntry(Leads.Question asked, @Nullable Integer campaign) {
    if (campaign == null) return Optional.empty();
    Stream<Instant> accepted =
        tasks(asked.tenant())
            .filter(task -> task.lead() == asked.lead() && task.campaign() == campaign)
            .filter(task ->
                task.state() != TaskState.NOT_QUALIFIED && task.state() != TaskState.EXPIRED)
            .map(MemoryTask::acceptedAt);
    return Stream.concat(accepted, entered(asked.tenant(), asked.lead(), campaign).stream())
        .max(Comparator.naturalOrder());
  }

  private List<History.Done> done(Leads.Question asked, String type, History.Need.Part part) {
    Optional<Instant> since = part.since(asked.now());
    return history.reversed().stream()
        .filter(row -> row.tenant() == asked.tenant() && row.lead() == asked.lead())
        .map(HistoryRow::row)
        .filter(row -> row.type().equals(type) && since.filter(row.at()::isBefore).isEmpty())
        .limit(History.MOST)
        .map(row -> new History.Done(row.at(), named(row.attributes(), part.fields())))
        .toList();
  }

  private static Map<String, Object> named(Map<String, Object> data, Set<String> fields) {
    Map<String, Object> named = new TreeMap<>(data);
    named.keySet().retainAll(fields);
    return named;
  }

  boolean recorded(Leads.Sent event) {
    return heard.contains(new Heard(event.tenant(), event.source(), event.id()));
  }

  List<ActivityRow> steps(int tenant, TaskId task, int limit) {
    Optional<String> id = Optional.of(task.toString());
    return history.reversed().stream()
        .filter(row -> row.tenant() == tenant && row.row().task().equals(id))
        .map(HistoryRow::row)
        .limit(limit)
        .toList();
  }

  List<OutboxRow> outbox(Duration age, int limit) {
    Instant before = clock.get().minus(age);
    return outbox.values().stream()
        .filter(event -> !event.at().isAfter(before))
        .map(Unpublished::row)
        .limit(limit)
        .toList();
  }

  void published(List<Long> rows) {
    outbox.keySet().removeAll(Set.copyOf(rows));
  }

  private static Arrival cleaned(Arrival arrival) {
    Event event = arrival.event();
    Event cleaned =
        new Event(
            clean(event.source()),
            clean(event.id()),
            event.type(),
            event.subject().map(MemoryLeadDatabase::clean),
            event.time(),
            event.expiry(),
            event.depth(),
            event.traceparent(),
            event.extensions(),
            clean(event.data()));
    return new Arrival(
        arrival.tenant(),
        arrival.epoch(),
        arrival.lead(),
        arrival.unknownLead(),
        cleaned,
        arrival.digest(),
        arrival.activity(),
        arrival.creationTold(),
        arrival.candidates(),
        arrival.awaited());
  }

  /// No store keeps a NUL character.
  private static String clean(String text) {
    return text.replace((char) 0, (char) 0xFFFD);
  }

  private static Map<String, Object> clean(Map<String, Object> values) {
    Map<String, Object> cleaned = new LinkedHashMap<>();
    values.forEach((key, value) ->
        cleaned.put(clean(key), value instanceof String text ? clean(text) : value));
    return cleaned;
  }
}
