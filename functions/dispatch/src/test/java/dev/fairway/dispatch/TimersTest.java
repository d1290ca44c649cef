package dev.fairway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.TenantsContract;
import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
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
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.memory.MemoryEvents;
import dev.fairway.ports.memory.MemoryFairQueue;
import dev.fairway.ports.memory.MemoryJournal;
import dev.fairway.ports.memory.MemoryTenants;
import dev.fairway.recovery.Generations;
import dev.fairway.recovery.Rebuild;
import dev.fairway.recovery.Sweep;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimersTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Shard SHARD = new Shard("leads1", 0);
  private static final String DB = SHARD.database();
  private static final Duration HOUR = Duration.ofHours(1);

  private final MemoryJournal journal = new MemoryJournal(START);
  private final MemoryTenants tenants = new MemoryTenants();
  private Instant now = START;

  private Timers timers(int window) {
    await(tenants.put("acme", TenantsContract.DEFAULTS.on(DB).holding(window, 1_000)));
    var queue = new MemoryFairQueue(() -> now);
    var generations = new Generations(journal, new Rebuild(journal, queue, tenants));
    return new Timers(journal, new Sweep(journal, queue, new MemoryEvents(), tenants, generations));
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().indefinitely();
  }

  private int expire(Timers timers) {
    return await(timers.expire(SHARD, now));
  }

  private void pass(Duration time) {
    now = now.plus(time);
    journal.advance(time);
  }

  /// A task that waits for an hour, and the outcome that says so.
  private Completion waits() {
    var event =
        new Event(
            "/web",
            "e1",
            "form",
            Optional.of("ann"),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            Map.of());
    var candidate =
        new Arrival.Candidate(
            TaskId.of("acme", "/web", "e1", "c"),
            1,
            1,
            new Qualification.Every(),
            "a",
            Family.SCORING,
            Priority.NORMAL,
            false);
    var arrival =
        new Arrival(
            1,
            0,
            new LeadRef.ById("ann"),
            Tenant.UnknownLead.CREATE,
            event,
            new Digest16(1, 1),
            true,
            true,
            List.of(candidate));
    if (!(await(journal.accept(DB, List.of(arrival))).getFirst()
            instanceof Acceptance.Journaled journaled
        && journaled.verdicts().getFirst() instanceof Verdict.Accepted(QueuedTask task)))
      throw new AssertionError("not accepted");
    if (!(await(journal.open(DB, List.of(TaskKey.of(task)))).getFirst()
        instanceof Opened.Open(OpenTask open))) throw new AssertionError("not open");
    var next =
        new StepCommit.Next(
            TaskState.WAITING,
            "a",
            Family.SCORING,
            Optional.of(now.plus(HOUR)),
            0,
            Map.of(),
            Optional.empty());
    await(
        journal.commit(
            DB,
            List.of(
                StepCommit.of(open, LeadPatch.NONE, List.of(), List.of(), List.of(), 1, next))));
    var item =
        new Completion.Item(new Lease(task, "1-1"), new Outcome.WaitUntil(now.plus(HOUR)), 1);
    return new Completion(SHARD, Family.SCORING, false, "1", true, List.of(item));
  }

  @Test
  void a_wait_that_this_process_settled_is_known_at_once() {
    Timers timers = timers(100);
    assertThat(expire(timers)).isZero();
    assertThat(timers.next(SHARD, now)).isEmpty();
    timers.learn(waits());
    assertThat(timers.next(SHARD, now)).contains(HOUR);
    pass(HOUR);
    assertThat(expire(timers)).isEqualTo(1);
    assertThat(timers.next(SHARD, now)).isEmpty();
  }

  @Test
  void a_wait_that_another_process_settled_stands_in_the_journal() {
    waits();
    Timers timers = timers(100);
    assertThat(expire(timers)).isZero();
    assertThat(timers.next(SHARD, now)).contains(HOUR);
  }

  @Test
  void without_room_the_next_look_is_not_at_once() {
    waits();
    Timers timers = timers(0);
    expire(timers);
    pass(HOUR);
    assertThat(timers.next(SHARD, now)).contains(Timers.AT_LEAST);
    assertThat(expire(timers)).isZero();
    assertThat(timers.next(SHARD, now)).contains(Duration.ofSeconds(1));
  }
}
