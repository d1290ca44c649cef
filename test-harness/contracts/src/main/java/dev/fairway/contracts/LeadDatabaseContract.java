package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.OpenTask;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Records;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.Tasks;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// What the suites about a lead database share. Every test has a tenant of its own, so that all of
/// them may share one store.
public abstract class LeadDatabaseContract {
  private static final AtomicInteger TENANTS = new AtomicInteger(1_000);
  protected static final int CAMPAIGN = 7;

  protected final int tenant = TENANTS.incrementAndGet();

  protected final TaskJournal journal;
  protected final Leads leads;
  protected final Tasks tasks;
  protected final Flows flows;
  protected final Records records;
  protected final String database;
  private final Consumer<Duration> clock;

  protected LeadDatabaseContract(LeadDatabase store) {
    journal = store.journal();
    leads = store.leads();
    tasks = store.tasks();
    flows = store.flows();
    records = store.records();
    database = store.name();
    clock = store.clock();
  }

  /// A store to test.
  ///
  /// @param name of the lead database to use
  /// @param clock moves its clock on
  public record LeadDatabase(
      TaskJournal journal,
      Leads leads,
      Tasks tasks,
      Flows flows,
      Records records,
      String name,
      Consumer<Duration> clock) {}

  protected final void advance(Duration by) {
    clock.accept(by);
  }

  protected static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(30));
  }

  /// An event `id` about a lead; `with` makes tasks of it.
  protected Arriving event(String lead, String id) {
    return new Arriving(
        new LeadRef.ById(lead),
        id,
        Tenant.UnknownLead.CREATE,
        0,
        0,
        true,
        Map.of("id", id),
        List.of());
  }

  /// An arrival being put together.
  protected final class Arriving {
    private final LeadRef lead;
    private final String id;
    private final Tenant.UnknownLead unknown;
    private final long epoch;
    private final long content;
    private final boolean activity;
    private final Map<String, Object> data;
    private final List<Arrival.Candidate> candidates;

    Arriving(
        LeadRef lead,
        String id,
        Tenant.UnknownLead unknown,
        long epoch,
        long content,
        boolean activity,
        Map<String, Object> data,
        List<Arrival.Candidate> candidates) {
      this.lead = lead;
      this.id = id;
      this.unknown = unknown;
      this.epoch = epoch;
      this.content = content;
      this.activity = activity;
      this.data = data;
      this.candidates = candidates;
    }

    public Arriving about(LeadRef other) {
      return new Arriving(other, id, unknown, epoch, content, activity, data, candidates);
    }

    public Arriving unknown(Tenant.UnknownLead policy) {
      return new Arriving(lead, id, policy, epoch, content, activity, data, candidates);
    }

    public Arriving epoch(long other) {
      return new Arriving(lead, id, unknown, other, content, activity, data, candidates);
    }

    public Arriving content(long other) {
      return new Arriving(lead, id, unknown, epoch, other, activity, data, candidates);
    }

    public Arriving data(Map<String, Object> other) {
      return new Arriving(lead, id, unknown, epoch, content, activity, other, candidates);
    }

    public Arriving unrecorded() {
      return new Arriving(lead, id, unknown, epoch, content, false, data, candidates);
    }

    public Arriving every() {
      return with(CAMPAIGN, new Qualification.Every(), false);
    }

    public Arriving with(int campaign, Qualification qualification, boolean expired) {
      List<Arrival.Candidate> more = new ArrayList<>(candidates);
      more.add(
          new Arrival.Candidate(
              task(id, campaign),
              campaign,
              3,
              qualification,
              "first",
              Family.PERSON,
              Priority.NORMAL,
              expired));
      return new Arriving(lead, id, unknown, epoch, content, activity, data, more);
    }

    Arrival arrival() {
      Event event =
          new Event(
              "/test",
              id,
              "form.filled",
              lead instanceof LeadRef.ById(String subject)
                  ? Optional.of(subject)
                  : Optional.empty(),
              Optional.of(Instant.parse("2026-03-01T10:00:00Z")),
              Optional.empty(),
              2,
              Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
              Map.of("zone", "eu"),
              data);
      return new Arrival(
          tenant,
          epoch,
          lead,
          unknown,
          event,
          new Digest16(content, 1),
          activity,
          true,
          candidates);
    }
  }

  protected TaskId task(String event, int campaign) {
    return TaskId.of("tenant-" + tenant, "/test", event, "campaign-" + campaign);
  }

  protected TaskKey key(TaskId task) {
    return new TaskKey(task, tenant);
  }

  protected List<Acceptance> accept(Arriving... arrivals) {
    List<Arrival> batch = new ArrayList<>();
    for (Arriving arriving : arrivals) batch.add(arriving.arrival());
    return await(journal.accept(database, batch));
  }

  protected static Acceptance.Journaled journaled(Acceptance acceptance) {
    assertThat(acceptance).isInstanceOf(Acceptance.Journaled.class);
    return (Acceptance.Journaled) acceptance;
  }

  protected static QueuedTask accepted(Acceptance acceptance) {
    return accepted(acceptance, 0);
  }

  protected static QueuedTask accepted(Acceptance acceptance, int candidate) {
    Acceptance.Verdict verdict = journaled(acceptance).verdicts().get(candidate);
    assertThat(verdict).isInstanceOf(Acceptance.Verdict.Accepted.class);
    return ((Acceptance.Verdict.Accepted) verdict).task();
  }

  /// Accept one event that makes a task.
  protected QueuedTask acceptOne(String lead, String event) {
    return accepted(accept(event(lead, event).every()).getFirst());
  }

  protected Opened opened(TaskId task) {
    return await(journal.open(database, List.of(key(task)))).getFirst();
  }

  protected OpenTask open(QueuedTask task) {
    Opened opened = opened(task.task());
    assertThat(opened).isInstanceOf(Opened.Open.class);
    return ((Opened.Open) opened).task();
  }

  protected List<StepCommit.Result> commit(StepCommit... commits) {
    return await(journal.commit(database, List.of(commits))).results();
  }

  protected StepCommit.Result commitOne(StepCommit commit) {
    return commit(commit).getFirst();
  }

  protected static StepCommit visit(OpenTask task, LeadPatch patch, StepCommit.Next next) {
    return StepCommit.of(
        task,
        patch,
        List.of(),
        List.of(
            new StepCommit.Activity("step.done", task.at(), Map.of("progress", task.progress()))),
        List.of(),
        1,
        next);
  }

  protected static StepCommit.Next next(TaskState state, String at) {
    return new StepCommit.Next(
        state, at, Family.PERSON, Optional.empty(), 0, Map.of(), Optional.empty());
  }

  protected static StepCommit.Next next(TaskState state, String at, Instant due) {
    return new StepCommit.Next(
        state, at, Family.PERSON, Optional.of(due), 0, Map.of(), Optional.empty());
  }

  /// It waits at its first step.
  protected static StepCommit waiting(OpenTask task, Wait wait) {
    return visit(task, LeadPatch.NONE, next(TaskState.WAITING, wait));
  }

  protected static StepCommit.Next next(TaskState state, Wait wait) {
    Map<String, Object> memory = new HashMap<>();
    wait.writeTo(memory);
    return new StepCommit.Next(
        state, wait.step(), Family.PERSON, wait.until(), 0, memory, Optional.empty());
  }

  /// An event of a type that tasks may wait for.
  protected Acceptance.Journaled heard(Arriving arriving) {
    Arrival one = arriving.arrival();
    Arrival awaited =
        new Arrival(
            one.tenant(),
            one.epoch(),
            one.lead(),
            one.unknownLead(),
            one.event(),
            one.digest(),
            one.activity(),
            one.creationTold(),
            one.candidates(),
            true);
    return journaled(await(journal.accept(database, List.of(awaited))).getFirst());
  }

  protected static final StepCommit.Next DONE = next(TaskState.DONE, "");

  protected static LeadPatch set(String field, Object value) {
    return new LeadPatch(Map.of(field, value), List.of(), false);
  }

  /// Run the task to its end.
  protected void finish(QueuedTask task) {
    assertThat(commitOne(visit(open(task), LeadPatch.NONE, DONE)))
        .isEqualTo(new StepCommit.Result.Committed());
  }

  /// The tenant's tasks in line, as the rebuild sees them.
  protected List<QueuedTask> inLine() {
    List<QueuedTask> all = new ArrayList<>();
    Optional<TaskJournal.Cursor> cursor =
        Optional.of(new TaskJournal.Cursor(tenant, Long.MIN_VALUE, 0));
    while (cursor.isPresent()) {
      TaskJournal.Page page = await(journal.inLine(database, cursor, 3));
      page.tasks().stream().filter(task -> task.tenant() == tenant).forEach(all::add);
      cursor = page.next().filter(next -> next.tenant() == tenant);
    }
    return all;
  }

  /// The tenant's events that wait to be published.
  protected List<TaskJournal.OutboxRow> outbox() {
    return outbox(Duration.ZERO);
  }

  protected List<TaskJournal.OutboxRow> outbox(Duration age) {
    return await(journal.outbox(database, age, 100_000)).stream()
        .filter(row -> row.tenant() == tenant)
        .toList();
  }

  protected List<Leads.ActivityRow> history(long lead) {
    return await(leads.activities(database, tenant, lead, java.util.OptionalLong.empty(), 100));
  }
}
