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
import dev.fairway.ports.Tasks.Query;
import dev.fairway.ports.Tasks.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every Tasks does.
public abstract class TasksContract extends LeadDatabaseContract {

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
    assertThat(await(tasks().get(database(), tenant + 500_000, task.task()))).isEmpty();
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
    assertThat(await(tasks().steps(database(), tenant + 500_000, task.task(), 10))).isEmpty();
  }

  private List<String> steps(QueuedTask task, int limit) {
    return await(tasks().steps(database(), tenant, task.task(), limit)).stream()
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
    QueuedTask back = await(tasks().redrive(database(), tenant, dead.task())).orElseThrow();
    assertThat(back.position()).isGreaterThan(later.position());
    assertThat(back.suspect()).isFalse();
    assertThat(await(tasks().redrive(database(), tenant, dead.task()))).isEmpty();
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
    assertThat(await(tasks().abort(database(), tenant, CAMPAIGN))).isEqualTo(2);
    assertThat(commitOne(inFlight)).isEqualTo(new StepCommit.Result.Gone(TaskState.ABORTED));
    assertThat(opened(waiting.task()))
        .isEqualTo(new Opened.Left(waiting.task(), TaskState.ABORTED));
    assertThat(opened(done.task())).isEqualTo(new Opened.Left(done.task(), TaskState.DONE));
    assertThat(inLine()).containsExactly(other);
  }

  @Test
  void tasks_that_end_together_are_all_counted() {
    acceptOne("ann", "e1");
    acceptOne("bob", "e2");
    await(tasks().abort(database(), tenant, CAMPAIGN));
    assertThat(await(tasks().counts(database(), List.of(tenant))))
        .isEqualTo(Map.of(tenant, Map.of("aborted", 2L)));
  }

  @Test
  void tasks_are_counted_by_state() {
    die(acceptOne("ann", "e1"));
    finish(acceptOne("ann", "e2"));
    acceptOne("ann", "e3");
    acceptOne("ann", "e4");
    assertThat(await(tasks().counts(database(), List.of(tenant, tenant + 500_000))))
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
    return await(tasks().get(database(), tenant, task));
  }

  private List<TaskId> list(Query query) {
    return await(tasks().list(database(), tenant, query)).stream().map(Row::task).toList();
  }
}
