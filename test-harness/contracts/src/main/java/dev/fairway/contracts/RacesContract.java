package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.OpenTask;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.StepCommit.Removal;
import dev.fairway.model.StepCommit.Result;
import dev.fairway.model.TaskState;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.Leads;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Two who meet at one task or lead, round after round, each in another order. A failure names its
/// round, whose number is the seed.
public abstract class RacesContract extends LeadDatabaseContract {
  protected RacesContract(LeadDatabase store) {
    super(store);
  }

  private static final Removal ALL = new Removal(Optional.empty(), "other");

  protected abstract int rounds();

  /// Both run to their end, mixed as the round says; each keeps its order.
  protected void meet(SplittableRandom round, List<Runnable> one, List<Runnable> other) {
    int first = 0;
    int second = 0;
    while (first < one.size() || second < other.size()) {
      boolean takesFirst = second == other.size() || (first < one.size() && round.nextBoolean());
      (takesFirst ? one.get(first++) : other.get(second++)).run();
    }
  }

  /// One round: its lead is its own, and leaves nothing.
  private final class Round {
    final SplittableRandom random;
    final String lead;
    final AtomicInteger committed = new AtomicInteger();
    final AtomicInteger back = new AtomicInteger();
    private int events;

    Round(int seed) {
      random = new SplittableRandom(seed);
      lead = "lead-" + seed;
    }

    String event() {
      return lead + "-" + ++events;
    }

    QueuedTask enters() {
      return acceptOne(lead, event());
    }

    void changesLead() {
      await(leads.upsert(database, tenant, List.of(new Leads.Upsert(lead, set("n", 1L), false))));
    }

    void backs(int tasks) {
      back.addAndGet(tasks);
    }

    void counts(Result result) {
      if (result instanceof Result.Committed) committed.incrementAndGet();
    }

    void meet(List<Runnable> one, List<Runnable> other) {
      RacesContract.this.meet(random, one, other);
    }
  }

  private void race(Consumer<Round> race) {
    for (int seed = 0; seed < rounds(); seed++) {
      Round round = new Round(seed);
      try {
        race.accept(round);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("round " + seed, e);
      }
      await(leads.delete(database, tenant, round.lead));
    }
  }

  /// A visit in its two halves.
  private final class Visiting {
    private final QueuedTask task;
    private Optional<OpenTask> read = Optional.empty();

    Visiting(QueuedTask task) {
      this.task = task;
    }

    void opens() {
      read =
          opened(task.task()) instanceof Opened.Open(OpenTask open) && open.at().equals("first")
              ? Optional.of(open)
              : Optional.empty();
    }

    /// Nothing if it was out of line when it was read, or further on.
    Optional<Result> commits(Function<OpenTask, StepCommit> decision) {
      return read.map(decision).map(RacesContract.this::commitOne);
    }
  }

  private static Wait wait(OpenTask task, Optional<Instant> until, boolean watches) {
    List<String> on = watches ? List.of() : List.of("form.filled");
    return new Wait("first", task.now(), until, on, task.now(), task.now(), List.of(), 0, watches);
  }

  /// A task that has told that it is about to wait; only then it looks around.
  private QueuedTask aboutToWait(Round round, boolean watches) {
    QueuedTask task = round.enters();
    advance(Duration.ofMillis(1));
    OpenTask open = open(task);
    Wait wait = wait(open, Optional.empty(), watches);
    assertThat(commitOne(visit(open, LeadPatch.NONE, next(TaskState.READY, wait))))
        .isEqualTo(new Result.Committed());
    return task;
  }

  private static StepCommit stored(OpenTask open) {
    return waiting(open, Wait.of(open.memory()).orElseThrow());
  }

  @Test
  void an_event_that_meets_the_start_of_a_wait_is_never_missed() {
    race(round -> {
      QueuedTask task = aboutToWait(round, false);
      Visiting visit = new Visiting(task);
      round.meet(
          List.of(
              visit::opens,
              () ->
                  visit.commits(open ->
                      open.heard().isEmpty()
                          ? stored(open)
                          : visit(open, LeadPatch.NONE, next(TaskState.READY, "then")))),
          List.of(() -> heard(event(round.lead, round.event()))));
      OpenTask after = open(task);
      assertThat(after.at().equals("then") || after.heard().size() == 1).isTrue();
    });
  }

  @Test
  void a_change_of_the_lead_that_meets_the_start_of_a_wait_is_never_missed() {
    race(round -> {
      QueuedTask task = aboutToWait(round, true);
      Visiting visit = new Visiting(task);
      round.meet(
          List.of(
              visit::opens,
              () ->
                  visit.commits(open ->
                      open.lead().fields().isEmpty()
                          ? stored(open)
                          : visit(open, LeadPatch.NONE, next(TaskState.READY, "then")))),
          List.of(round::changesLead));
      await(journal.reenter(database, Map.of(tenant, 10)));
      assertThat(open(task).lead().fields()).containsEntry("n", 1L);
    });
  }

  @Test
  void a_timeout_and_an_event_that_meet_end_a_wait_once() {
    race(round -> {
      QueuedTask task = round.enters();
      advance(Duration.ofMillis(1));
      OpenTask open = open(task);
      commitOne(waiting(open, wait(open, Optional.of(open.now().plusMillis(5)), false)));
      advance(Duration.ofMillis(10));
      Visiting late = new Visiting(task);
      Visiting hearing = new Visiting(task);
      round.meet(
          List.of(
              () -> round.backs(await(journal.reenter(database, Map.of(tenant, 10))).size()),
              late::opens,
              () -> late.commits(RacesContract::branch).ifPresent(round::counts)),
          List.of(
              () -> round.backs(heard(event(round.lead, round.event())).woken().size()),
              hearing::opens,
              () -> hearing.commits(RacesContract::branch).ifPresent(round::counts)));
      assertThat(round.back).as("times it came back").hasValue(1);
      assertThat(round.committed).as("branches taken").hasValue(1);
    });
  }

  private static StepCommit branch(OpenTask open) {
    return visit(
        open, LeadPatch.NONE, next(TaskState.READY, open.heard().isEmpty() ? "onTimeout" : "then"));
  }

  @Test
  void a_wait_that_is_removed_while_it_comes_due_is_gone() {
    race(round -> {
      QueuedTask task = round.enters();
      OpenTask open = open(task);
      commitOne(visit(open, LeadPatch.NONE, next(TaskState.WAITING, "first", open.now())));
      Visiting remover = new Visiting(round.enters());
      round.meet(
          List.of(
              remover::opens,
              () ->
                  remover
                      .commits(by -> visit(by, LeadPatch.NONE, DONE).removing(List.of(ALL)))
                      .ifPresent(round::counts)),
          List.of(() -> await(journal.reenter(database, Map.of(tenant, 10)))));
      assertThat(round.committed).hasValue(1);
      assertThat(opened(task.task())).isEqualTo(new Opened.Left(task.task(), TaskState.DONE));
      assertThat(history(task.lead()))
          .filteredOn(row -> row.type().equals(Removal.TYPE))
          .hasSize(1);
    });
  }

  @Test
  void
      a_task_that_enters_while_its_campaign_is_edited_does_no_step_of_the_old_version_on_the_new() {
    race(round -> {
      QueuedTask task = round.enters();
      Visiting visit = new Visiting(task);
      round.meet(
          List.of(
              visit::opens,
              () ->
                  visit
                      .commits(open ->
                          open.version() == 3
                              ? visit(open, LeadPatch.NONE, next(TaskState.READY, "second"))
                              : visit(open, LeadPatch.NONE, next(TaskState.READY, "new")))
                      .ifPresent(round::counts)),
          List.of(() ->
              await(
                  tasks.migrate(
                      database,
                      tenant,
                      new Tasks.Migration(CAMPAIGN, 4, Map.of(3, Set.of("first")), 100, false)))));
      OpenTask after = open(task);
      List<String> done =
          round.committed.get() == 0 ? List.of("4 first") : List.of("3 second", "4 new");
      assertThat(done).contains(after.version() + " " + after.at());
    });
  }

  @Test
  void of_two_triggers_one_enters_a_campaign_that_lets_a_lead_in_once() {
    race(round -> {
      await(
          leads.upsert(
              database, tenant, List.of(new Leads.Upsert(round.lead, set("n", 0L), false))));
      round.meet(List.of(() -> triggers(round, "a")), List.of(() -> triggers(round, "b")));
      assertThat(round.committed).as("entries").hasValue(1);
    });
  }

  private void triggers(Round round, String by) {
    Arriving event =
        event(round.lead, round.lead + by).with(CAMPAIGN, new Qualification.Once(), false);
    if (journaled(accept(event).getFirst()).verdicts().getFirst() instanceof Verdict.Accepted)
      round.committed.incrementAndGet();
  }
}
