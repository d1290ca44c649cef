package dev.fairway.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.TenantsContract;
import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.ActionRequest;
import dev.fairway.model.Arrival;
import dev.fairway.model.Completion;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Lease;
import dev.fairway.model.OpenTask;
import dev.fairway.model.Outcome;
import dev.fairway.model.Pool;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.FairQueue.Limits;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Turn;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.memory.MemoryEvents;
import dev.fairway.ports.memory.MemoryFairQueue;
import dev.fairway.ports.memory.MemoryJournal;
import dev.fairway.ports.memory.MemoryTenants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Shard SHARD = new Shard("leads1", 0);
  private static final String DB = SHARD.database();
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Limits LIMITS = new Limits(List.of(Family.SCORING), 4, 200, LEASE, 1000);

  private Instant now = START;
  private final MemoryJournal journal = new MemoryJournal(START);
  private MemoryFairQueue queue = new MemoryFairQueue(() -> now);
  private final MemoryTenants tenants = new MemoryTenants();
  private final MemoryEvents events = new MemoryEvents();
  private Generations generations = generations();
  private Sweep sweep = sweep();
  private int tenant;

  @BeforeEach
  void one_tenant_and_an_open_queue() {
    tenant = tenants.put("acme", TenantsContract.DEFAULTS.on(DB)).await().indefinitely().number();
    lease();
  }

  private Generations generations() {
    return new Generations(journal, new Rebuild(journal, queue, tenants));
  }

  private Sweep sweep() {
    return new Sweep(journal, queue, events, tenants, generations);
  }

  /// As FLUSHALL leaves it: the same processes, an empty store.
  private void lose_the_queue() {
    queue = new MemoryFairQueue(() -> now);
    generations = generations();
    sweep = sweep();
  }

  private void pass(Duration time) {
    now = now.plus(time);
    journal.advance(time);
  }

  private QueuedTask accept(String event, String lead) {
    var arrived =
        new Event(
            "/web",
            event,
            "form",
            Optional.of(lead),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            Map.of());
    var candidate =
        new Arrival.Candidate(
            TaskId.of("acme", "/web", event, "c"),
            1,
            1,
            new Qualification.Every(),
            "a",
            Family.SCORING,
            Priority.NORMAL,
            false);
    var arrival =
        new Arrival(
            tenant,
            0,
            new LeadRef.ById(lead),
            Tenant.UnknownLead.CREATE,
            arrived,
            new Digest16(1, event.hashCode()),
            true,
            true,
            List.of(candidate));
    var answer = journal.accept(DB, List.of(arrival)).await().indefinitely().getFirst();
    if (answer instanceof Acceptance.Journaled(var recorded, List<Verdict> verdicts, var woken)
        && verdicts.getFirst() instanceof Verdict.Accepted(QueuedTask task)) return task;
    throw new AssertionError("not accepted: " + answer);
  }

  private void offer(QueuedTask... tasks) {
    List<Offer> offers =
        List.of(tasks).stream().map(task -> new Offer(task, Optional.empty())).toList();
    generations
        .with(SHARD, generation -> queue.offer(SHARD, generation, Optional.empty(), offers))
        .await()
        .indefinitely();
  }

  private Turn lease() {
    return generations
        .with(SHARD, generation -> queue.lease(SHARD, generation, Pool.DB, LIMITS))
        .await()
        .indefinitely();
  }

  private static List<TaskId> leased(Turn turn) {
    return turn.requests().stream()
        .flatMap(request -> request.leases().stream())
        .map(lease -> lease.task().task())
        .toList();
  }

  private Sweep.Report sweep_once() {
    return sweep.slice(SHARD, Duration.ZERO).await().indefinitely();
  }

  @Test
  void a_queue_that_forgot_everything_is_rebuilt_by_the_first_who_asks() {
    QueuedTask first = accept("e1", "l1");
    QueuedTask behind = accept("e2", "l1");
    QueuedTask other = accept("e3", "l2");
    offer(first, behind, other);

    lose_the_queue();
    assertThat(leased(lease())).containsExactlyInAnyOrder(first.task(), other.task());
  }

  @Test
  void a_task_that_was_never_offered_is_found_by_the_sweep() {
    QueuedTask task = accept("e1", "l1");
    assertThat(leased(lease())).isEmpty();

    assertThat(sweep_once().offered()).isEqualTo(1);
    assertThat(leased(lease())).containsExactly(task.task());
  }

  @Test
  void a_sweep_that_finds_no_task_says_so() {
    assertThat(sweep_once().foundTasks()).isFalse();
    accept("e1", "l1");
    assertThat(sweep_once().foundTasks()).isTrue();
  }

  @Test
  void the_sweep_does_not_double_what_the_queue_knows() {
    QueuedTask task = accept("e1", "l1");
    offer(task);
    assertThat(leased(lease())).containsExactly(task.task());
    sweep_once();
    assertThat(leased(lease())).isEmpty();
  }

  @Test
  void a_lease_without_outcome_makes_its_tasks_suspects_that_travel_alone() {
    QueuedTask one = accept("e1", "l1");
    QueuedTask two = accept("e2", "l2");
    offer(one, two);
    assertThat(lease().requests()).hasSize(1);

    pass(LEASE.plusSeconds(1));
    assertThat(sweep_once().expired()).isEqualTo(2);
    Turn alone = lease();
    assertThat(alone.requests())
        .singleElement()
        .satisfies(request -> {
          assertThat(request.suspect()).isTrue();
          assertThat(request.leases()).hasSize(1);
        });
  }

  @Test
  void a_task_lost_three_times_is_dead() {
    QueuedTask task = accept("e1", "l1");
    offer(task);
    for (int loss = 1; loss <= 3; loss++) {
      assertThat(leased(lease())).containsExactly(task.task());
      pass(LEASE.plusSeconds(1));
      sweep_once();
    }
    assertThat(leased(lease())).isEmpty();
    assertThat(journal.get(DB, tenant, task.task()).await().indefinitely().orElseThrow().state())
        .isEqualTo(TaskState.DEAD);
  }

  @Test
  void what_the_outbox_holds_is_published_under_the_tenants_name() {
    accept("e1", "l1");
    pass(Duration.ofSeconds(10));
    assertThat(sweep_once().published()).isEqualTo(1);
    assertThat(events.published())
        .singleElement()
        .satisfies(event ->
            assertThat(event)
                .containsEntry("type", "person.created")
                .containsEntry("tenantid", "acme"));
    assertThat(sweep_once().published()).isZero();
  }

  @Test
  void what_was_committed_just_now_is_left_to_whoever_committed_it() {
    accept("e1", "l1");
    pass(Duration.ofSeconds(1));
    assertThat(sweep_once().published()).isZero();
    assertThat(events.published()).isEmpty();
  }

  @Test
  void while_the_broker_is_away_the_outbox_keeps_its_events_and_the_sweep_goes_on() {
    QueuedTask task = accept("e1", "l1");
    pass(Duration.ofSeconds(10));
    events.away(true);
    assertThat(sweep_once().published()).isZero();
    assertThat(leased(lease())).containsExactly(task.task());

    events.away(false);
    assertThat(sweep_once().published()).isEqualTo(1);
    assertThat(events.published()).hasSize(1);
  }

  @Test
  void what_a_deleted_tenant_left_is_dropped() {
    accept("e1", "l1");
    pass(Duration.ofSeconds(10));
    tenants.delete("acme").await().indefinitely();
    sweep_once();
    assertThat(events.published()).isEmpty();
    assertThat(journal.outbox(DB, Duration.ZERO, 10).await().indefinitely()).isEmpty();
  }

  @Test
  void waits_that_end_all_at_once_come_back_as_their_tenant_has_room() {
    tenants.put("acme", TenantsContract.DEFAULTS.on(DB).holding(2, 1_000)).await().indefinitely();
    List<TaskId> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) waiting.add(waits(accept("e" + i, "l" + i)));
    lose_the_queue();
    pass(Duration.ofHours(1));

    List<TaskId> back = new ArrayList<>();
    for (int entered : List.of(2, 2, 1)) {
      assertThat(sweep.due(SHARD).await().indefinitely()).isEqualTo(entered);
      assertThat(sweep.due(SHARD).await().indefinitely()).isZero();
      Turn turn = lease();
      back.addAll(leased(turn));
      for (ActionRequest request : turn.requests()) end(request);
    }
    assertThat(back).containsExactlyInAnyOrderElementsOf(waiting);
  }

  /// For an hour.
  private TaskId waits(QueuedTask task) {
    Instant due = now.plus(Duration.ofHours(1));
    commit(
        task,
        new StepCommit.Next(
            TaskState.WAITING,
            "a",
            Family.SCORING,
            Optional.of(due),
            0,
            Map.of(),
            Optional.empty()));
    return task.task();
  }

  private void commit(QueuedTask task, StepCommit.Next next) {
    List<TaskKey> keys = List.of(TaskKey.of(task));
    if (!(journal.open(DB, keys).await().indefinitely().getFirst()
        instanceof Opened.Open(OpenTask open))) throw new AssertionError("not open: " + task);
    var commit = StepCommit.of(open, LeadPatch.NONE, List.of(), List.of(), List.of(), 1, next);
    journal.commit(DB, List.of(commit)).await().indefinitely();
  }

  private void end(ActionRequest request) {
    var done = new Outcome.Done(TaskState.DONE);
    List<Completion.Item> items = new ArrayList<>();
    for (Lease lease : request.leases()) {
      commit(
          lease.task(),
          new StepCommit.Next(
              TaskState.DONE, "", Family.SCORING, Optional.empty(), 0, Map.of(), Optional.empty()));
      items.add(new Completion.Item(lease, done, 1));
    }
    generations
        .with(SHARD, generation -> queue.settle(Completion.of(request, items), generation))
        .await()
        .indefinitely();
  }
}
