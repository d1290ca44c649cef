package dev.fairway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.Configuration;
import dev.fairway.contracts.TenantsContract;
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
import dev.fairway.model.Priority;
import dev.fairway.model.Shard;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.Tasks;
import dev.fairway.ports.memory.MemoryEvents;
import dev.fairway.ports.memory.MemoryFairQueue;
import dev.fairway.ports.memory.MemoryJournal;
import dev.fairway.ports.memory.MemoryOverflowBuffer;
import dev.fairway.ports.memory.MemoryTenants;
import dev.fairway.recovery.Generations;
import dev.fairway.recovery.Rebuild;
import dev.fairway.recovery.Sweep;
import dev.fairway.runtime.Wire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Requests that nobody survived.
class DispatchTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Shard SHARD = new Shard("leads1", 0);
  private static final TaskId POISON = TaskId.of("acme", "/web", "poison", "c");
  private static final TaskId NEIGHBOUR = TaskId.of("acme", "/web", "neighbour", "c");

  /// A turn ends at once.
  private static final DispatchConfig KEEPERLESS =
      Configuration.of(
          DispatchConfig.class,
          Map.of(
              "fairway.dispatch.families", "scoring",
              "fairway.dispatch.pool-cap", "1000",
              "fairway.dispatch.keep-within", "0s",
              "fairway.dispatch.keep-at-most", "1s",
              "fairway.dispatch.sweep-every", "0s",
              "fairway.dispatch.sweep-slice", "0s"));

  private final MemoryJournal journal = new MemoryJournal(START);
  private final MemoryTenants tenants = new MemoryTenants();
  private final MemoryEvents events = new MemoryEvents();
  private final MemoryOverflowBuffer buffer = new MemoryOverflowBuffer();
  private final int tenant = tenant();
  private Instant now = START;
  private Dispatch dispatch = dispatch();

  private int tenant() {
    var settings = TenantsContract.DEFAULTS.on(SHARD.database());
    return tenants.put("acme", settings).await().indefinitely().number();
  }

  /// A process with a queue that knows nothing yet.
  private Dispatch dispatch() {
    var queue = new MemoryFairQueue(() -> now);
    var meters = new DispatchMeters(new SimpleMeterRegistry());
    var generations = new Generations(journal, new Rebuild(journal, queue, tenants));
    return new Dispatch(
        queue,
        journal,
        events,
        generations,
        new Sweep(journal, queue, events, tenants, generations),
        new Pulling(queue, journal, journal, buffer, tenants, generations, meters),
        new TenantNames(tenants),
        KEEPERLESS,
        meters);
  }

  private void accept(TaskId task, String lead) {
    var event =
        new Event(
            "/web",
            lead,
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
            task, 1, 1, new Qualification.Every(), "a", Family.SCORING, Priority.NORMAL, false);
    var arrival =
        new Arrival(
            tenant,
            0,
            new LeadRef.ById(lead),
            Tenant.UnknownLead.CREATE,
            event,
            new Digest16(1, lead.hashCode()),
            true,
            true,
            List.of(candidate));
    journal.accept(SHARD.database(), List.of(arrival)).await().indefinitely();
  }

  private List<ActionRequest> requested() {
    return events.take().stream()
        .filter(event -> event.type().equals(Wire.ACTIONS_REQUESTED))
        .map(DispatchTest::addressed)
        .toList();
  }

  private static ActionRequest addressed(MemoryEvents.Internal event) {
    ActionRequest request = Wire.request(Wire.tree(event.json()));
    assertThat(event.extensions())
        .containsEntry(Wire.ENGINE, request.suspect() ? "suspects" : "ee1");
    return request;
  }

  private static List<TaskId> tasks(ActionRequest request) {
    return request.leases().stream().map(lease -> lease.task().task()).toList();
  }

  /// A turn of the wheel, whose sweep finds what was accepted.
  private List<ActionRequest> turn() {
    now = now.plusSeconds(1);
    dispatch.woken(SHARD).await().indefinitely();
    return requested();
  }

  private List<ActionRequest> died(ActionRequest request) {
    dispatch.undeliverable(request).await().indefinitely();
    return requested();
  }

  private Tasks.Row row(TaskId task) {
    return journal.get(SHARD.database(), tenant, task).await().indefinitely().orElseThrow();
  }

  @Test
  void what_the_broker_has_is_not_sent_again_before_its_deadline() {
    accept(NEIGHBOUR, "l2");
    assertThat(turn()).hasSize(1);
    now = now.plusSeconds(50);
    assertThat(turn()).isEmpty();
  }

  @Test
  void tasks_whose_process_died_go_on_as_suspects_alone() {
    accept(POISON, "l1");
    accept(NEIGHBOUR, "l2");
    ActionRequest both = turn().getFirst();
    assertThat(tasks(both)).containsExactlyInAnyOrder(POISON, NEIGHBOUR);

    assertThat(died(both))
        .singleElement()
        .satisfies(alone -> {
          assertThat(alone.suspect()).isTrue();
          assertThat(alone.leases()).hasSize(1);
        });
    assertThat(row(POISON).lost()).isOne();
    assertThat(row(NEIGHBOUR).lost()).isOne();
  }

  @Test
  void a_task_whose_process_died_three_times_is_dead_and_is_not_sent_again() {
    accept(POISON, "l1");
    ActionRequest request = turn().getFirst();
    for (int death = 1; death <= 2; death++) request = died(request).getFirst();

    assertThat(died(request)).isEmpty();
    assertThat(row(POISON).state()).isEqualTo(TaskState.DEAD);
    assertThat(turn()).isEmpty();
  }

  @Test
  void a_dead_letter_that_comes_again_counts_once() {
    accept(POISON, "l1");
    ActionRequest first = turn().getFirst();
    died(first);
    for (int again = 1; again <= 3; again++) assertThat(died(first)).isEmpty();

    assertThat(row(POISON).lost()).isOne();
    assertThat(row(POISON).state()).isEqualTo(TaskState.READY);
  }

  @Test
  void a_loss_that_the_expired_lease_has_counted_is_not_counted_again() {
    accept(POISON, "l1");
    ActionRequest late = turn().getFirst();
    now = now.plus(Duration.ofMinutes(2));
    assertThat(turn()).hasSize(1);
    died(late);

    assertThat(row(POISON).lost()).isOne();
  }

  @Test
  void a_queue_that_forgot_the_lease_costs_a_poisoned_task_one_more_round_and_no_more() {
    accept(POISON, "l1");
    ActionRequest forgotten = turn().getFirst();
    dispatch = dispatch();
    ActionRequest request = died(forgotten).getFirst();
    assertThat(row(POISON).lost()).isZero();

    for (int death = 1; death <= 2; death++) request = died(request).getFirst();
    assertThat(died(request)).isEmpty();
    assertThat(row(POISON).state()).isEqualTo(TaskState.DEAD);
  }

  @Test
  void a_wait_ends_with_the_turn_at_its_time() {
    accept(NEIGHBOUR, "l2");
    ActionRequest request = turn().getFirst();
    Instant due = now.plus(Duration.ofHours(1));
    waits(request, due);
    assertThat(row(NEIGHBOUR).state()).isEqualTo(TaskState.WAITING);

    journal.advance(Duration.between(START, due.minusSeconds(2)));
    now = due.minusSeconds(2);
    assertThat(turn()).isEmpty();

    journal.advance(Duration.ofSeconds(2));
    assertThat(turn())
        .singleElement()
        .satisfies(again -> assertThat(tasks(again)).containsExactly(NEIGHBOUR));
  }

  /// The visit commits a wait, and its outcome comes back.
  private void waits(ActionRequest request, Instant due) {
    Lease lease = request.leases().getFirst();
    String database = SHARD.database();
    if (!(journal
            .open(database, List.of(TaskKey.of(lease.task())))
            .await()
            .indefinitely()
            .getFirst()
        instanceof Opened.Open(OpenTask task))) throw new AssertionError("not open");
    var next =
        new StepCommit.Next(
            TaskState.WAITING,
            task.at(),
            task.family(),
            Optional.of(due),
            0,
            Map.of(),
            Optional.empty());
    var commit = StepCommit.of(task, LeadPatch.NONE, List.of(), List.of(), List.of(), 1, next);
    journal.commit(database, List.of(commit)).await().indefinitely();
    var item = new Completion.Item(lease, new Outcome.WaitUntil(due), 1);
    dispatch.completed(Completion.of(request, List.of(item))).await().indefinitely();
    requested();
  }
}
