package dev.fairway.visit;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Family;
import dev.fairway.model.Lease;
import dev.fairway.model.Merge;
import dev.fairway.model.OpenTask;
import dev.fairway.model.Outcome;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.History;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Records;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.Commits;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.TaskJournal.TaskKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Executes a request: opens its tasks, decides each, commits all in one transaction, and goes
/// round again for those whose lead, or a record they changed, was changed by somebody else in
/// between.
final class Visits {
  /// Rounds against other writers of the same lead; then the task comes back a moment later.
  static final int ROUNDS = 5;

  private static final Duration CONTENDED = Duration.ofMillis(200);

  private final TaskJournal journal;
  private final Leads leads;
  private final Records records;
  private final Definitions definitions;
  private final Map<String, DatabaseAction> actions;
  private final Expressions expressions;
  private final Effects effects;

  Visits(
      TaskJournal journal,
      Leads leads,
      Records records,
      Definitions definitions,
      Map<String, DatabaseAction> actions,
      Expressions expressions,
      Effects effects) {
    this.journal = journal;
    this.leads = leads;
    this.records = records;
    this.definitions = definitions;
    this.actions = actions;
    this.expressions = expressions;
    this.effects = effects;
  }

  Uni<Completion> execute(ActionRequest request) {
    long start = System.nanoTime();
    Map<Lease, Outcome> outcomes = new LinkedHashMap<>();
    return round(request, request.leases(), new Learned(outcomes, new HashMap<>()), 1)
        .replaceWith(() -> {
          // 0 would say that it never ran
          long each =
              Math.max(1, (System.nanoTime() - start) / 1_000 / Math.max(1, outcomes.size()));
          List<Completion.Item> items = new ArrayList<>();
          outcomes.forEach(
              (lease, outcome) -> items.add(new Completion.Item(lease, outcome, each)));
          return Completion.of(request, items);
        });
  }

  /// What is known of a request's leases.
  ///
  /// @param refused campaigns that a task's lead may not enter
  private record Learned(Map<Lease, Outcome> outcomes, Map<Lease, Set<Integer>> refused) {}

  private Uni<Void> round(ActionRequest request, List<Lease> leases, Learned learned, int round) {
    String database = request.shard().database();
    return journal
        .open(database, leases.stream().map(Lease::task).map(TaskKey::of).toList())
        .chain(opened ->
            known(database, open(opened))
                .chain(known ->
                    decided(database, inTime(request, leases, opened, learned), known, learned)
                        .chain(decided ->
                            merged(database, decided)
                                .chain(told ->
                                    commit(database, decided, known)
                                        .chain(results ->
                                            settle(
                                                request, decided, told, results, learned,
                                                round))))));
  }

  private Uni<Definitions.Known> known(String database, List<OpenTask> tasks) {
    return definitions
        .of(tasks)
        .chain(known ->
            known.asksForPast() ? past(database, tasks, known) : Uni.createFrom().item(known));
  }

  /// Read only for tasks of campaigns that ask for it.
  private Uni<Definitions.Known> past(
      String database, List<OpenTask> tasks, Definitions.Known known) {
    Map<TaskId, Leads.Question> asked = new LinkedHashMap<>();
    for (OpenTask task : tasks)
      known.question(task).ifPresent(question -> asked.put(task.task(), question));
    if (asked.isEmpty()) return Uni.createFrom().item(known);
    return leads
        .past(database, List.copyOf(asked.values()), List.of())
        .map(past -> {
          Map<TaskId, History> histories = new LinkedHashMap<>();
          int i = 0;
          for (TaskId task : asked.keySet()) histories.put(task, past.histories().get(i++));
          return known.with(histories);
        });
  }

  /// One after the other. The tasks that asked are told in their memory, and leave `decided` to be
  /// read again; one that may not merge now learns from its commit why.
  private Uni<List<Lease>> merged(String database, Map<Lease, Visit.Decided> decided) {
    Map<Lease, Merge> asked = new LinkedHashMap<>();
    decided.forEach((lease, one) -> one.merge().ifPresent(merge -> asked.put(lease, merge)));
    return Multi.createFrom()
        .iterable(asked.keySet())
        .onItem()
        .transformToUniAndConcatenate(lease ->
            journal
                .merge(database, Objects.requireNonNull(asked.get(lease)))
                .map(result -> Map.entry(lease, result)))
        .filter(done -> done.getValue() != Merge.Result.MOVED)
        .map(Map.Entry::getKey)
        .invoke(decided::remove)
        .collect()
        .asList();
  }

  private Uni<List<StepCommit.Result>> commit(
      String database, Map<Lease, Visit.Decided> decided, Definitions.Known known) {
    if (decided.isEmpty()) return Uni.createFrom().item(List.of());
    List<StepCommit> commits = decided.values().stream().map(Visit.Decided::commit).toList();
    return journal
        .commit(database, commits)
        .invoke(done -> count(decided.values(), done.results(), known))
        .call(done -> effects.publish(database, done.outbox(), known))
        .map(Commits::results);
  }

  private void count(
      Collection<Visit.Decided> decided, List<StepCommit.Result> results, Definitions.Known known) {
    int i = 0;
    for (Visit.Decided one : decided)
      if (results.get(i++) instanceof StepCommit.Result.Committed)
        effects.stopped(known.home(one.commit().tenant()).name(), one.stopped());
  }

  /// What must be decided, by lease; the others have their outcome already.
  private static Map<Lease, OpenTask> inTime(
      ActionRequest request, List<Lease> leases, List<Opened> opened, Learned learned) {
    Map<Lease, OpenTask> tasks = new LinkedHashMap<>();
    for (int i = 0; i < leases.size(); i++) {
      Lease lease = leases.get(i);
      switch (opened.get(i)) {
        case Opened.Left left -> learned.outcomes().put(lease, new Outcome.Done(left.state()));
        case Opened.Open(OpenTask task) -> {
          if (task.now().isAfter(request.deadline()))
            continue; // the lease is somebody else's by now
          if (!task.state().inLine()) learned.outcomes().put(lease, new Outcome.Done(task.state()));
          else if (task.family() != request.family() || isElsewhere(lease, task))
            learned.outcomes().put(lease, new Outcome.Moved(task.queued()));
          else tasks.put(lease, task);
        }
      }
    }
    return tasks;
  }

  /// Its lead was merged meanwhile: it stands in the winner's line.
  private static boolean isElsewhere(Lease lease, OpenTask task) {
    return task.lead().number() != lease.task().lead();
  }

  /// In the order in which they are to be committed: each decides on the records that those before
  /// it leave.
  private Uni<Map<Lease, Visit.Decided>> decided(
      String database, Map<Lease, OpenTask> tasks, Definitions.Known known, Learned learned) {
    return decided(database, tasks, known, learned, new RecordBook(), new LinkedHashMap<>());
  }

  private Uni<Map<Lease, Visit.Decided>> decided(
      String database,
      Map<Lease, OpenTask> tasks,
      Definitions.Known known,
      Learned learned,
      RecordBook book,
      Map<Lease, Visit.Decided> decided) {
    Map<Lease, OpenTask> undecided = new LinkedHashMap<>();
    tasks.forEach((lease, task) -> {
      try {
        Set<Integer> refused = learned.refused().getOrDefault(lease, Set.of());
        Visit.Decided one = decide(task, known, refused, book);
        book.decided(one.commit());
        decided.put(lease, one);
      } catch (RecordBook.Unread unread) {
        undecided.put(lease, task);
      }
    });
    if (undecided.isEmpty()) return Uni.createFrom().item(decided);
    return records
        .find(database, book.missing())
        .invoke(book::read)
        .chain(() -> decided(database, undecided, known, learned, book, decided));
  }

  private Visit.Decided decide(
      OpenTask task, Definitions.Known known, Set<Integer> refused, RecordBook book) {
    Poison.taste(task.event());
    return known
        .campaign(task)
        .map(campaign ->
            new Visit(
                    task,
                    campaign,
                    known.children(task),
                    known.history(task),
                    task.family(),
                    known.home(task.tenant()),
                    book,
                    known.others(task.tenant()),
                    refused,
                    effects.maxDepth(),
                    actions,
                    expressions)
                .decide())
        .orElseGet(() -> Visit.undefined(task));
  }

  private Uni<Void> settle(
      ActionRequest request,
      Map<Lease, Visit.Decided> decided,
      List<Lease> told,
      List<StepCommit.Result> results,
      Learned learned,
      int round) {
    List<Lease> again = new ArrayList<>(told);
    int i = 0;
    for (var entry : decided.entrySet()) {
      Lease lease = entry.getKey();
      switch (results.get(i++)) {
        case StepCommit.Result.Committed() -> {
          if (entry.getValue().again() && round < ROUNDS) again.add(lease);
          else learned.outcomes().put(lease, cleared(lease.task(), entry.getValue().outcome()));
        }
        case StepCommit.Result.NotQualified() -> {
          for (StepCommit.Entry child : entry.getValue().commit().entries())
            learned.refused().computeIfAbsent(lease, any -> new HashSet<>()).add(child.campaign());
          again(lease, entry.getValue(), round, again, learned);
        }
        case StepCommit.Result.Blocked(var by) ->
            learned.outcomes().put(lease, new Outcome.Blocked(by));
        case StepCommit.Result.Moved(var truth) ->
            learned.outcomes().put(lease, new Outcome.Moved(truth));
        case StepCommit.Result.Gone(TaskState state) ->
            learned.outcomes().put(lease, new Outcome.Done(state));
        case StepCommit.Result.Conflict() -> again(lease, entry.getValue(), round, again, learned);
      }
    }
    return again.isEmpty()
        ? Uni.createFrom().voidItem()
        : round(request, again, learned, round + 1);
  }

  private static void again(
      Lease lease, Visit.Decided decided, int round, List<Lease> again, Learned learned) {
    if (round < ROUNDS) again.add(lease);
    else learned.outcomes().put(lease, new Outcome.InProgress(decided.at().plus(CONTENDED)));
  }

  /// A suspect that executed a step is none any more.
  private static Outcome cleared(QueuedTask task, Outcome outcome) {
    return task.suspect() && outcome instanceof Outcome.Next(Family family)
        ? new Outcome.Moved(task.with(family, false))
        : outcome;
  }

  private static List<OpenTask> open(List<Opened> opened) {
    List<OpenTask> open = new ArrayList<>();
    for (Opened one : opened) if (one instanceof Opened.Open(OpenTask task)) open.add(task);
    return open;
  }
}
