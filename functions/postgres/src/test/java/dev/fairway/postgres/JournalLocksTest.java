package dev.fairway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
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
import dev.fairway.model.Tenant.UnknownLead;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.Commits;
import dev.fairway.ports.TaskJournal.Opened;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What waits for whom, with the other side held still.
class JournalLocksTest {
  private static final AtomicInteger TENANTS = new AtomicInteger(8_000);

  private final LeadStore store = LeadStore.get();
  private final PostgresJournal journal = new PostgresJournal(store.databases);
  private final int tenant = TENANTS.incrementAndGet();

  @Test
  void an_acceptance_waits_for_its_lead_and_for_no_other() throws Exception {
    QueuedTask ann = accepted(accept("ann", "e1"));
    QueuedTask later;
    CompletableFuture<Acceptance> waiting;
    try (Connection other = store.superuser()) {
      other.setAutoCommit(false);
      run(other, "select pg_advisory_xact_lock(" + ann.lead() + ")");
      waiting = accept("ann", "e2");
      awaitBlocked(waiting);
      accepted(accept("bob", "e3"));
      run(other, "select nextval('fairway.position')");
      later = accepted(accept("bob", "e4"));
      assertThat(waiting).isNotDone();
      other.rollback();
    }
    assertThat(accepted(waiting).position())
        .as("drawn only while the lead is locked")
        .isGreaterThan(later.position());
  }

  @Test
  void an_acceptance_by_address_waits_for_the_same_lead() throws Exception {
    QueuedTask ann = accepted(accept(new LeadRef.ByEmail("Ann@example.org"), "e1"));
    try (Connection other = store.superuser()) {
      other.setAutoCommit(false);
      run(other, "select pg_advisory_xact_lock(" + ann.lead() + ")");
      var byId = accept("ann@example.org", "e2");
      awaitBlocked(byId);
      other.rollback();
      assertThat(accepted(byId).lead()).isEqualTo(ann.lead());
    }
  }

  @Test
  void an_acceptance_that_waited_for_a_change_of_flow_obeys_it() throws Exception {
    CompletableFuture<Acceptance> waiting;
    try (Connection other = store.superuser()) {
      other.setAutoCommit(false);
      run(other, "select pg_advisory_xact_lock(1, " + tenant + ")");
      waiting = accept("ann", "e1");
      awaitBlocked(waiting);
      run(other, "insert into fairway.flow (tenant, mode, epoch) values (" + tenant + ", 1, 1)");
      other.commit();
    }
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(new Acceptance.Stale(1));
  }

  @Test
  void an_acceptance_that_waited_for_an_erasure_does_not_use_the_erased_lead() throws Exception {
    QueuedTask ann = accepted(accept("ann", "e1"));
    CompletableFuture<Acceptance> waiting;
    try (Connection other = store.superuser()) {
      other.setAutoCommit(false);
      run(other, "select fairway.delete_lead(" + tenant + ", 'ann')");
      waiting = accept("ann", "e2");
      awaitBlocked(waiting);
      other.commit();
    }
    assertThat(accepted(waiting).lead()).isNotEqualTo(ann.lead());
  }

  @Test
  void a_removal_waits_for_a_wait_that_ends_and_removes_what_came_of_it() throws Exception {
    QueuedTask waiting = accepted(accept("ann", "e1"));
    QueuedTask by = accepted(accept("ann", "e2"));
    run(
        "update fairway.task set state = 3, due_at = fairway.fairway_now() where id = '"
            + waiting.task()
            + "'");
    OpenTask open = ((Opened.Open) open(by)).task();
    var next =
        new StepCommit.Next(
            TaskState.DONE, "", Family.PERSON, Optional.empty(), 0, Map.of(), Optional.empty());
    var commit =
        StepCommit.of(open, LeadPatch.NONE, List.of(), List.of(), List.of(), 1, next)
            .removing(List.of(new StepCommit.Removal(Optional.empty(), "c")));
    CompletableFuture<Commits> removing;
    try (Connection other = store.superuser()) {
      other.setAutoCommit(false);
      run(other, "select fairway.reenter(array[" + tenant + "], array[10])");
      removing = journal.commit(LeadStore.DATABASE, List.of(commit)).subscribeAsCompletionStage();
      awaitBlocked(removing);
      other.commit();
    }
    assertThat(removing.get(30, TimeUnit.SECONDS).results())
        .containsExactly(new StepCommit.Result.Committed());
    assertThat(open(waiting)).isEqualTo(new Opened.Left(waiting.task(), TaskState.DONE));
  }

  private Opened open(QueuedTask task) throws Exception {
    return journal
        .open(LeadStore.DATABASE, List.of(TaskJournal.TaskKey.of(task)))
        .subscribeAsCompletionStage()
        .get(30, TimeUnit.SECONDS)
        .getFirst();
  }

  private void run(String sql) throws SQLException {
    try (Connection admin = store.superuser()) {
      run(admin, sql);
    }
  }

  private CompletableFuture<Acceptance> accept(String lead, String event) {
    return accept(new LeadRef.ById(lead), event);
  }

  private CompletableFuture<Acceptance> accept(LeadRef lead, String id) {
    Event event =
        new Event(
            "/locks",
            id,
            "form.filled",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            Map.of());
    Arrival.Candidate candidate =
        new Arrival.Candidate(
            TaskId.of("" + tenant, "/locks", id, "c"),
            1,
            1,
            new Qualification.Every(),
            "first",
            Family.PERSON,
            Priority.NORMAL,
            false);
    Arrival arrival =
        new Arrival(
            tenant,
            0,
            lead,
            UnknownLead.CREATE,
            event,
            new Digest16(1, 1),
            true,
            true,
            List.of(candidate));
    return journal
        .accept(LeadStore.DATABASE, List.of(arrival))
        .map(List::getFirst)
        .subscribeAsCompletionStage();
  }

  private static QueuedTask accepted(CompletableFuture<Acceptance> answer) throws Exception {
    var journaled = (Acceptance.Journaled) answer.get(30, TimeUnit.SECONDS);
    return ((Verdict.Accepted) journaled.verdicts().getFirst()).task();
  }

  /// Until PostgreSQL says that someone waits for an advisory lock, or the call has gone through.
  private void awaitBlocked(CompletableFuture<?> call) throws SQLException {
    try (Connection admin = store.superuser()) {
      while (!call.isDone() && !waits(admin)) Thread.onSpinWait();
    }
    assertThat(call).as("waits").isNotDone();
  }

  private static boolean waits(Connection admin) throws SQLException {
    try (var statement = admin.createStatement();
        var rows =
            statement.executeQuery(
                "select count(*) from pg_locks where locktype = 'advisory' and not granted")) {
      rows.next();
      return rows.getLong(1) > 0;
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
