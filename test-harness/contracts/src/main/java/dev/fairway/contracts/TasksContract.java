package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.Tasks;
import dev.fairway.ports.Tasks.Migrated;
import dev.fairway.ports.Tasks.Query;
import dev.fairway.ports.Tasks.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every Tasks does.
public abstract class TasksContract extends LeadDatabaseContract {
  protected TasksContract(LeadDatabase store) {
    super(store);
  }

  @Test
  void a_task_tells_where_it_is_and_how_it_ended() {
    QueuedTask task = acceptOne("ann", "e1");
    Row standing = get(task.task()).orElseThrow();
    assertThat(standing.state()).isEqualTo(TaskState.READY);
    assertThat(standing.lead()).isEqualTo("ann");
    assertThat(standing.at()).isEqualTo("first");
    assertThat(standing.queued()).contains(task);
    assertThat(standing.endedAt()).isEmpty();
    finish(task);
    Row ended = get(task.task()).orElseThrow();
    assertThat(ended.state()).isEqualTo(TaskState.DONE);
    assertThat(ended.queued()).isEmpty();
    assertThat(ended.endedAt()).isPresent();
    assertThat(ended.acceptedAt()).isEqualTo(standing.acceptedAt());
    assertThat(await(tasks.get(database, tenant + 500_000, task.task()))).isEmpty();
  }

  @Test
  void what_a_task_did_is_told_newest_first_and_nothing_of_other_tasks() {
    QueuedTask task = acceptOne("ann", "e1");
    QueuedTask other = acceptOne("ann", "e2");
    commitOne(visit(open(task), LeadPatch.NONE, next(TaskState.READY, "second")));
    assertThat(steps(task, 10)).containsExactly("first");
    finish(task);
    finish(other);
    assertThat(steps(task, 10)).containsExactly("second", "first");
    assertThat(steps(task, 1)).containsExactly("second");
    assertThat(await(tasks.steps(database, tenant + 500_000, task.task(), 10))).isEmpty();
  }

  private List<String> steps(QueuedTask task, int limit) {
    return await(tasks.steps(database, tenant, task.task(), limit)).stream()
        .map(row -> row.step().orElseThrow())
        .toList();
  }

  @Test
  void a_list_is_newest_first_filtered_and_goes_on_behind_its_last_row() {
    List<TaskId> made = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      made.add(acceptOne(i % 2 == 0 ? "ann" : "bob", "e" + i).task());
      advance(Duration.ofSeconds(1));
    }
    accepted(accept(event("zoe", "e6").with(8, new Qualification.Every(), false)).getFirst());
    finish(get(made.getFirst()).orElseThrow().queued().orElseThrow());
    List<TaskId> newestFirst = made.reversed();
    Query all =
        new Query(Optional.empty(), Optional.empty(), Optional.of(CAMPAIGN), Optional.empty(), 3);
    assertThat(list(all)).isEqualTo(newestFirst.subList(0, 3));
    assertThat(
            list(
                new Query(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(CAMPAIGN),
                    Optional.of(newestFirst.get(2).toString()),
                    3)))
        .isEqualTo(newestFirst.subList(3, 5));
    assertThat(list(filter(Optional.empty(), Optional.of("ann"))))
        .containsExactly(made.get(3), made.get(1));
    assertThat(list(filter(Optional.of(TaskState.DONE), Optional.empty())))
        .containsExactly(made.getFirst());
    assertThat(list(filter(Optional.empty(), Optional.of("nobody")))).isEmpty();
  }

  @Test
  void a_dead_letter_is_redriven_at_the_failed_step_behind_the_line() {
    QueuedTask dead = acceptOne("ann", "e1");
    die(dead);
    QueuedTask later = acceptOne("ann", "e2");
    assertThat(get(dead.task()).orElseThrow().error()).contains("no such field");
    QueuedTask back = await(tasks.redrive(database, tenant, dead.task())).orElseThrow();
    assertThat(back.position()).isGreaterThan(later.position());
    assertThat(back.suspect()).isFalse();
    assertThat(await(tasks.redrive(database, tenant, dead.task()))).isEmpty();
    assertThat(inLine()).containsExactly(later, back);
    finish(later);
    assertThat(open(back).at()).isEqualTo("failing");
    assertThat(open(back).attempts()).isZero();
    assertThat(open(back).progress()).isEqualTo(1);
  }

  @Test
  void an_aborted_campaign_ends_its_unfinished_tasks_and_no_others() {
    QueuedTask ready = acceptOne("ann", "e1");
    QueuedTask waiting = acceptOne("bob", "e2");
    commitOne(visit(open(waiting), LeadPatch.NONE, next(TaskState.WAITING, "later")));
    QueuedTask done = acceptOne("zoe", "e3");
    finish(done);
    QueuedTask other =
        accepted(accept(event("ann", "e4").with(8, new Qualification.Every(), false)).getFirst());
    StepCommit inFlight = visit(open(ready), set("n", 1L), DONE);
    assertThat(await(tasks.abort(database, tenant, CAMPAIGN))).isEqualTo(2);
    assertThat(commitOne(inFlight)).isEqualTo(new StepCommit.Result.Gone(TaskState.ABORTED));
    assertThat(opened(waiting.task()))
        .isEqualTo(new Opened.Left(waiting.task(), TaskState.ABORTED));
    assertThat(opened(done.task())).isEqualTo(new Opened.Left(done.task(), TaskState.DONE));
    assertThat(inLine()).containsExactly(other);
  }

  @Test
  void tasks_go_on_with_another_version_wherever_they_stand() {
    QueuedTask ready = acceptOne("ann", "e1");
    QueuedTask waiting = acceptOne("bob", "e2");
    Instant due = Instant.parse("2026-05-01T10:00:00Z");
    commitOne(visit(open(waiting), LeadPatch.NONE, next(TaskState.WAITING, "later", due)));
    QueuedTask dead = acceptOne("cat", "e3");
    die(dead);
    QueuedTask child = acceptOne("dan", "e4");
    commitOne(visit(open(child), LeadPatch.NONE, inside("hi/runs", "hi/runs/one/two")));
    QueuedTask done = acceptOne("eve", "e5");
    finish(done);
    QueuedTask other =
        accepted(accept(event("ann", "e6").with(8, new Qualification.Every(), false)).getFirst());
    Set<String> steps = Set.of("first", "later", "failing", "hi/runs");
    assertThat(migrate(Map.of(3, steps), 4, false)).isEqualTo(new Migrated.Told(4, 0, List.of()));
    for (QueuedTask moved : List.of(ready, waiting, dead, child))
      assertThat(get(moved.task()).orElseThrow().version()).isEqualTo(4);
    for (QueuedTask stays : List.of(done, other))
      assertThat(get(stays.task()).orElseThrow().version()).isEqualTo(3);
    assertThat(get(waiting.task()).orElseThrow().due()).contains(due);
    assertThat(get(dead.task()).orElseThrow().state()).isEqualTo(TaskState.DEAD);
    assertThat(inLine()).containsExactlyInAnyOrder(ready, child, other);
  }

  @Test
  void one_task_that_would_be_stranded_keeps_all_where_they_are() {
    QueuedTask ready = acceptOne("ann", "e1");
    QueuedTask child = acceptOne("bob", "e2");
    commitOne(visit(open(child), LeadPatch.NONE, inside("runs", "runs/first")));
    var told = new Migrated.Told(1, 1, List.of(new Tasks.Stranded(child.task(), "bob", 3, "runs")));
    assertThat(migrate(Map.of(3, Set.of("first", "runs/first")), 4, false)).isEqualTo(told);
    assertThat(get(ready.task()).orElseThrow().version()).isEqualTo(3);
    assertThat(get(child.task()).orElseThrow().version()).isEqualTo(3);
  }

  @Test
  void only_the_versions_that_are_meant_move_and_no_more_than_allowed() {
    QueuedTask task = acceptOne("ann", "e1");
    acceptOne("ann", "e2");
    assertThat(migrate(Map.of(2, Set.of("first")), 4, false))
        .isEqualTo(new Migrated.Told(0, 0, List.of()));
    var tooMany = new Tasks.Migration(CAMPAIGN, 4, Map.of(3, Set.of("first")), 1, false);
    assertThat(await(tasks.migrate(database, tenant, tooMany))).isEqualTo(new Migrated.TooMany());
    assertThat(migrate(Map.of(3, Set.of("first")), 4, true))
        .isEqualTo(new Migrated.Told(2, 0, List.of()));
    assertThat(get(task.task()).orElseThrow().version()).isEqualTo(3);
  }

  @Test
  void a_visit_that_read_the_version_before_cannot_commit() {
    QueuedTask task = acceptOne("ann", "e1");
    StepCommit inFlight = visit(open(task), set("n", 1L), next(TaskState.READY, "gone"));
    migrate(Map.of(3, Set.of("first")), 4, false);
    assertThat(commitOne(inFlight)).isEqualTo(new StepCommit.Result.Moved(task));
    assertThat(open(task).version()).isEqualTo(4);
    assertThat(open(task).at()).isEqualTo("first");
    finish(task);
  }

  private Migrated migrate(Map<Integer, Set<String>> steps, int to, boolean dryRun) {
    var migration = new Tasks.Migration(CAMPAIGN, to, steps, 10, dryRun);
    return await(tasks.migrate(database, tenant, migration));
  }

  private static StepCommit.Next inside(String step, String at) {
    Map<String, Object> frame =
        Map.of("step", step, "campaign", 9L, "version", 1L, "tokens", "own");
    return new StepCommit.Next(
        TaskState.READY,
        at,
        Family.PERSON,
        Optional.empty(),
        0,
        Map.of("frames", List.of(frame)),
        Optional.empty());
  }

  @Test
  void tasks_that_end_together_are_all_counted() {
    acceptOne("ann", "e1");
    acceptOne("bob", "e2");
    await(tasks.abort(database, tenant, CAMPAIGN));
    assertThat(await(tasks.counts(database, List.of(tenant))))
        .isEqualTo(Map.of(tenant, Map.of("aborted", 2L)));
  }

  @Test
  void tasks_are_counted_by_state() {
    die(acceptOne("ann", "e1"));
    finish(acceptOne("ann", "e2"));
    acceptOne("ann", "e3");
    acceptOne("ann", "e4");
    assertThat(await(tasks.counts(database, List.of(tenant, tenant + 500_000))))
        .isEqualTo(Map.of(tenant, Map.of("dead", 1L, "done", 1L, "ready", 2L)));
  }

  private void die(QueuedTask task) {
    commitOne(
        visit(
            open(task),
            LeadPatch.NONE,
            new StepCommit.Next(
                TaskState.DEAD,
                "failing",
                Family.PERSON,
                Optional.empty(),
                5,
                Map.of(),
                Optional.of("no such field"))));
  }

  private Query filter(Optional<TaskState> state, Optional<String> lead) {
    return new Query(state, lead, Optional.empty(), Optional.empty(), 10);
  }

  private Optional<Row> get(TaskId task) {
    return await(tasks.get(database, tenant, task));
  }

  private List<TaskId> list(Query query) {
    return await(tasks.list(database, tenant, query)).stream().map(Row::task).toList();
  }
}
