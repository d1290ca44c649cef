package dev.fairway.contracts;

import static dev.fairway.model.flow.FlowState.Mode.PUSH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.Arrival;
import dev.fairway.model.Family;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import dev.fairway.model.Memberships.Key;
import dev.fairway.model.Merge;
import dev.fairway.model.OpenTask;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.StepCommit.Result;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant.UnknownLead;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.Flows.TenantFlow;
import dev.fairway.ports.Leads;
import dev.fairway.ports.TaskJournal.Commits;
import dev.fairway.ports.TaskJournal.Opened;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every TaskJournal does.
public abstract class JournalContract extends LeadDatabaseContract {
  protected JournalContract(LeadDatabase store) {
    super(store);
  }

  // --- acceptance

  @Test
  void an_accepted_task_opens_with_its_event_and_its_lead() {
    Map<String, Object> data =
        Map.of("form", "demo", "n", 3L, "x", 1.5, "deep", Map.of("a", List.of("b", true)));
    QueuedTask task = accepted(accept(event("ann", "e1").data(data).every()).getFirst());
    OpenTask open = open(task);
    assertThat(open.queued()).isEqualTo(task);
    assertThat(open.event()).isEqualTo(event("ann", "e1").data(data).arrival().event());
    assertThat(open.lead().id()).isEqualTo("ann");
    assertThat(open.at()).isEqualTo("first");
    assertThat(open.state()).isEqualTo(TaskState.READY);
    assertThat(open.progress()).isZero();
    assertThat(open.campaign()).isEqualTo(CAMPAIGN);
    assertThat(open.version()).isEqualTo(3);
    assertThat(open.acceptedAt()).isBeforeOrEqualTo(open.now());
  }

  @Test
  void tasks_of_a_lead_are_numbered_in_the_order_of_their_arrival() {
    List<Acceptance> answers =
        accept(
            event("ann", "e1").every(),
            event("bob", "e2").every(),
            event("ann", "e3").every().with(8, new Qualification.Every(), false),
            event("ann", "e4").every());
    long lead = accepted(answers.getFirst()).lead();
    List<QueuedTask> line = await(journal.line(database, tenant, lead, 0, 10));
    assertThat(line)
        .extracting(QueuedTask::task)
        .containsExactly(
            task("e1", CAMPAIGN), task("e3", CAMPAIGN), task("e3", 8), task("e4", CAMPAIGN));
    assertThat(line).extracting(QueuedTask::position).isSorted().doesNotHaveDuplicates();
    long second = line.get(1).position();
    assertThat(await(journal.line(database, tenant, lead, second, 1))).containsExactly(line.get(2));
  }

  @Test
  void a_redelivered_event_is_a_duplicate_and_changes_nothing() {
    QueuedTask task = acceptOne("ann", "e1");
    Acceptance.Journaled again = journaled(accept(event("ann", "e1").every()).getFirst());
    assertThat(again.recorded()).isFalse();
    assertThat(again.verdicts())
        .containsExactly(new Verdict.Duplicate(task.task(), TaskState.READY, List.of(task)));
    assertThat(history(task.lead())).hasSize(1);
    assertThat(inLine()).containsExactly(task);
  }

  @Test
  void a_redelivery_within_one_batch_is_a_duplicate_too() {
    List<Acceptance> answers = accept(event("ann", "e1").every(), event("ann", "e1").every());
    QueuedTask task = accepted(answers.getFirst());
    assertThat(journaled(answers.getFirst()).recorded()).isTrue();
    assertThat(answers.get(1))
        .isEqualTo(
            new Acceptance.Journaled(
                false,
                List.of(new Verdict.Duplicate(task.task(), TaskState.READY, List.of(task)))));
    assertThat(history(task.lead())).hasSize(1);
  }

  @Test
  void a_redelivery_after_the_end_tells_how_it_ended() {
    QueuedTask task = acceptOne("ann", "e1");
    finish(task);
    assertThat(journaled(accept(event("ann", "e1").every()).getFirst()).verdicts())
        .containsExactly(new Verdict.Duplicate(task.task(), TaskState.DONE, List.of()));
    assertThat(inLine()).isEmpty();
  }

  @Test
  void the_same_id_with_other_content_is_refused_and_nothing_of_it_stored() {
    acceptOne("ann", "e1");
    Acceptance.OtherContent refused = new Acceptance.OtherContent(task("e1", CAMPAIGN));
    Arriving other =
        event("zoe", "e1").content(99).with(8, new Qualification.Every(), false).every();
    assertThat(accept(other)).containsExactly(refused);
    assertThat(opened(task("e1", 8))).isEqualTo(new Opened.Left(task("e1", 8), TaskState.DELETED));
    assertThat(lead("zoe")).isEmpty();
    assertThat(accept(event("zoe", "e2").every(), event("zoe", "e2").content(1).every()).get(1))
        .isEqualTo(new Acceptance.OtherContent(task("e2", CAMPAIGN)));
  }

  @Test
  void an_event_that_matched_nothing_is_recorded_once() {
    assertThat(accept(event("ann", "e1")))
        .containsExactly(new Acceptance.Journaled(true, List.of()));
    assertThat(accept(event("ann", "e1")))
        .containsExactly(new Acceptance.Journaled(false, List.of()));
    Lead ann = lead("ann").orElseThrow();
    assertThat(history(ann.number()))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.type()).isEqualTo("form.filled");
          assertThat(row.attributes()).isEqualTo(Map.of("id", "e1"));
        });
  }

  @Test
  void an_event_is_not_recorded_unless_asked() {
    QueuedTask task = accepted(accept(event("ann", "e1").unrecorded().every()).getFirst());
    assertThat(history(task.lead())).isEmpty();
  }

  @Test
  void a_stale_epoch_refuses_that_arrival_and_stores_nothing_of_it() {
    assertThat(accept(event("ann", "e1").epoch(1).every()))
        .containsExactly(new Acceptance.Stale(0));
    assertThat(lead("ann")).isEmpty();
    await(flows.move(database, tenant, FlowState.INITIAL, new FlowState(PUSH, 4)));
    List<Acceptance> answers =
        accept(event("ann", "e1").epoch(3).every(), event("ann", "e1").epoch(4).every());
    assertThat(answers.getFirst()).isEqualTo(new Acceptance.Stale(4));
    accepted(answers.get(1));
  }

  @Test
  void an_unknown_lead_is_created_once_and_told_in_the_outbox() {
    accept(event("ann", "e1").every(), event("ann", "e2").every());
    acceptOne("ann", "e3");
    assertThat(lead("ann").orElseThrow().version()).isEqualTo(1);
    assertThat(outbox())
        .singleElement()
        .satisfies(row ->
            assertThat(row.event())
                .containsEntry("type", "person.created")
                .containsEntry("subject", "ann")
                .containsEntry("specversion", "1.0")
                .containsEntry("depth", "3"));
    await(journal.published(database, List.of(outbox().getFirst().row())));
    assertThat(outbox()).isEmpty();
  }

  @Test
  void a_creation_that_nobody_listens_for_is_not_told() {
    Arrival told = event("ann", "e1").every().arrival();
    Arrival untold =
        new Arrival(
            told.tenant(),
            told.epoch(),
            told.lead(),
            told.unknownLead(),
            told.event(),
            told.digest(),
            told.activity(),
            false,
            told.candidates());
    accepted(await(journal.accept(database, List.of(untold))).getFirst());
    assertThat(lead("ann")).isPresent();
    assertThat(outbox()).isEmpty();
  }

  @Test
  void an_unknown_lead_is_ignored_or_rejected_as_the_tenant_says() {
    for (UnknownLead policy : List.of(UnknownLead.IGNORE, UnknownLead.REJECT))
      assertThat(accept(event("ann", "e1").unknown(policy).every()))
          .containsExactly(new Acceptance.UnknownLead(policy));
    assertThat(lead("ann")).isEmpty();
    assertThat(outbox()).isEmpty();
    upsert("ann", set("plan", "free"));
    accepted(accept(event("ann", "e1").unknown(UnknownLead.REJECT).every()).getFirst());
  }

  @Test
  void an_address_names_the_lead_that_has_it() {
    Lead ann = upsert("ann", set("email", "Ann@Example.org"));
    QueuedTask task =
        accepted(
            accept(event("", "e1").about(new LeadRef.ByEmail("aNN@example.org")).every())
                .getFirst());
    assertThat(task.lead()).isEqualTo(ann.number());
  }

  @Test
  void an_address_nobody_has_makes_a_lead_of_that_name() {
    LeadRef.ByEmail address = new LeadRef.ByEmail("New@Example.org");
    List<Acceptance> answers =
        accept(event("", "e1").about(address).every(), event("new@example.org", "e2").every());
    Lead made = open(accepted(answers.getFirst())).lead();
    assertThat(made.id()).isEqualTo("new@example.org");
    assertThat(made.fields()).isEqualTo(Map.of("email", "New@Example.org"));
    assertThat(accepted(answers.get(1)).lead()).isEqualTo(made.number());
  }

  @Test
  void a_once_campaign_takes_a_lead_once() {
    List<Acceptance> answers =
        accept(
            event("ann", "e1").with(CAMPAIGN, new Qualification.Once(), false),
            event("ann", "e2").with(CAMPAIGN, new Qualification.Once(), false),
            event("bob", "e3").with(CAMPAIGN, new Qualification.Once(), false));
    accepted(answers.getFirst());
    assertThat(journaled(answers.get(1)).verdicts())
        .containsExactly(new Verdict.NotQualified(task("e2", CAMPAIGN)));
    accepted(answers.get(2));
    Arriving later = event("ann", "e4").with(CAMPAIGN, new Qualification.Once(), false);
    assertThat(journaled(accept(later).getFirst()).verdicts())
        .containsExactly(new Verdict.NotQualified(task("e4", CAMPAIGN)));
    assertThat(journaled(accept(later).getFirst()).verdicts())
        .containsExactly(
            new Verdict.Duplicate(task("e4", CAMPAIGN), TaskState.NOT_QUALIFIED, List.of()));
    assertThat(opened(task("e4", CAMPAIGN)))
        .isEqualTo(new Opened.Left(task("e4", CAMPAIGN), TaskState.NOT_QUALIFIED));
  }

  @Test
  void a_campaign_per_week_takes_a_lead_again_after_a_week() {
    Qualification weekly = new Qualification.Per(Duration.ofDays(7));
    accepted(accept(event("ann", "e1").with(CAMPAIGN, weekly, false)).getFirst());
    advance(Duration.ofDays(6));
    assertThat(
            journaled(accept(event("ann", "e2").with(CAMPAIGN, weekly, false)).getFirst())
                .verdicts())
        .containsExactly(new Verdict.NotQualified(task("e2", CAMPAIGN)));
    advance(Duration.ofDays(1));
    accepted(accept(event("ann", "e3").with(CAMPAIGN, weekly, false)).getFirst());
  }

  @Test
  void an_expired_task_is_journaled_as_ended_and_takes_no_entry() {
    Arriving expired = event("ann", "e1").with(CAMPAIGN, new Qualification.Once(), true);
    assertThat(journaled(accept(expired).getFirst()).verdicts())
        .containsExactly(new Verdict.Expired(task("e1", CAMPAIGN)));
    accepted(accept(event("ann", "e2").with(CAMPAIGN, new Qualification.Once(), false)).getFirst());
    assertThat(await(tasks.get(database, tenant, task("e1", CAMPAIGN))).orElseThrow().state())
        .isEqualTo(TaskState.EXPIRED);
  }

  @Test
  void text_that_no_store_takes_does_not_poison_its_batch() {
    List<Acceptance> answers =
        accept(
            event("nul\0", "e1").data(Map.of("a\0b", "c\0d", "e", "\\u0000")).every(),
            event("ann", "e2").every());
    assertThat(open(accepted(answers.getFirst())).event().data())
        .isEqualTo(Map.of("a\uFFFDb", "c\uFFFDd", "e", "\\u0000"));
    accepted(answers.get(1));
  }

  // --- visits

  @Test
  void a_commit_changes_lead_history_and_task_together() {
    QueuedTask task = acceptOne("ann", "e1");
    OpenTask open = open(task);
    StepCommit.Next onward =
        new StepCommit.Next(
            TaskState.READY,
            "second",
            Family.SCORING,
            Optional.empty(),
            0,
            Map.of("visits", 2L),
            Optional.empty());
    assertThat(commitOne(visit(open, set("plan", "gold"), onward)))
        .isEqualTo(new Result.Committed());
    OpenTask after = open(task);
    assertThat(after.at()).isEqualTo("second");
    assertThat(after.family()).isEqualTo(Family.SCORING);
    assertThat(after.progress()).isEqualTo(1);
    assertThat(after.memory()).isEqualTo(Map.of("visits", 2L));
    assertThat(after.position()).isEqualTo(task.position());
    assertThat(after.lead().fields()).isEqualTo(Map.of("plan", "gold"));
    assertThat(after.lead().version()).isEqualTo(open.lead().version() + 1);
    assertThat(history(task.lead()))
        .extracting(Leads.ActivityRow::type)
        .containsExactly("step.done", "form.filled");
    assertThat(history(task.lead()).getFirst().task()).contains(task.task().toString());
    assertThat(history(task.lead()).getFirst().campaign()).contains("" + CAMPAIGN);
  }

  @Test
  void a_commit_repeated_is_refused_and_takes_no_effect() {
    QueuedTask task = acceptOne("ann", "e1");
    StepCommit commit = visit(open(task), set("n", 1L), next(TaskState.READY, "second"));
    commitOne(commit);
    OpenTask truth = open(task);
    assertThat(commitOne(commit)).isEqualTo(new Result.Moved(truth.queued()));
    assertThat(commit(visit(truth, LeadPatch.NONE, DONE), visit(truth, LeadPatch.NONE, DONE)))
        .containsExactly(new Result.Committed(), new Result.Conflict());
    assertThat(commitOne(commit)).isEqualTo(new Result.Gone(TaskState.DONE));
    assertThat(history(task.lead())).hasSize(3);
  }

  private static final Key VIP = new Key(Memberships.Kind.LISTS, "vip");
  private static final Key WEBINAR = new Key(Memberships.Kind.PROGRAMS, "webinar-2026");

  private static LeadPatch join(Key key, Map<String, Object> attributes) {
    return LeadPatch.join(key.kind(), key.name(), attributes);
  }

  private static LeadPatch leave(Key key) {
    return LeadPatch.leave(key.kind(), key.name());
  }

  private Map<String, Object> entries(String id) {
    return Map.copyOf(lead(id).orElseThrow().memberships().entries());
  }

  private List<String> members(Key key) {
    return await(leads.members(database, tenant, key, 0, 100)).stream().map(Lead::id).toList();
  }

  @Test
  void a_lead_joins_leaves_and_joins_again_from_step_to_step() {
    QueuedTask task = acceptOne("ann", "e1");
    StepCommit.Next on = next(TaskState.READY, "on");
    Map<String, Object> member = Map.of("status", "Invited", "data", Map.of("seat", 7L));
    commitOne(visit(open(task), join(VIP, Map.of("since", "monday")), on));
    commitOne(visit(open(task), join(WEBINAR, member), on));
    assertThat(open(task).lead().memberships().entries())
        .isEqualTo(
            Map.of(
                "lists", Map.of("vip", Map.of("since", "monday")),
                "programs", Map.of("webinar-2026", member)));
    assertThat(members(VIP)).containsExactly("ann");
    commitOne(visit(open(task), leave(VIP), on));
    commitOne(visit(open(task), join(WEBINAR, Map.of("status", "Attended")), on));
    assertThat(entries("ann"))
        .isEqualTo(Map.of("programs", Map.of("webinar-2026", Map.of("status", "Attended"))));
    assertThat(members(VIP)).isEmpty();
    assertThat(members(WEBINAR)).containsExactly("ann");
    commitOne(visit(open(task), join(VIP, Map.of("since", "friday")), on));
    assertThat(open(task).lead().memberships().find(VIP.kind(), VIP.name()))
        .contains(Map.of("since", "friday"));
    assertThat(open(task).lead().version()).isEqualTo(6);
    assertThat(members(VIP)).containsExactly("ann");
  }

  @Test
  void fields_and_memberships_change_in_one_commit() {
    upsert("ann", new LeadPatch(Map.of("a", "1", "b", 2L), List.of(), false));
    Key gone = new Key(Memberships.Kind.LISTS, "gone");
    upsert("ann", join(gone, Map.of()));
    LeadPatch patch =
        new LeadPatch(
            Map.of("b", 3L), List.of("a"), Map.of(VIP, Map.of()), List.of(gone, WEBINAR), false);
    commitOne(visit(open(acceptOne("ann", "e1")), patch, DONE));
    Lead ann = lead("ann").orElseThrow();
    assertThat(ann.fields()).isEqualTo(Map.of("b", 3L));
    assertThat(entries("ann")).isEqualTo(Map.of("lists", Map.of("vip", Map.of())));
    assertThat(ann.version()).isEqualTo(3);
    assertThat(members(gone)).isEmpty();
  }

  @Test
  void what_is_no_change_of_memberships_leaves_them() {
    upsert("ann", join(VIP, Map.of("since", "monday")));
    commitOne(visit(open(acceptOne("ann", "e1")), set("n", 1L), DONE));
    commitOne(visit(open(acceptOne("ann", "e2")), LeadPatch.NONE, DONE));
    assertThat(entries("ann")).isEqualTo(Map.of("lists", Map.of("vip", Map.of("since", "monday"))));
  }

  @Test
  void two_tasks_of_a_lead_in_a_row_each_find_what_the_other_left() {
    QueuedTask first = acceptOne("ann", "e1");
    QueuedTask second = acceptOne("ann", "e2");
    OpenTask early = open(second);
    commitOne(visit(open(first), join(VIP, Map.of("by", "first")), DONE));
    assertThat(commitOne(visit(early, join(WEBINAR, Map.of()), DONE)))
        .as("decided before the first one's change")
        .isEqualTo(new Result.Conflict());
    assertThat(open(second).lead().memberships().find(VIP.kind(), VIP.name())).isPresent();
    commitOne(visit(open(second), join(WEBINAR, Map.of()), DONE));
    assertThat(members(VIP)).containsExactly("ann");
    assertThat(members(WEBINAR)).containsExactly("ann");
  }

  @Test
  void a_writer_in_between_refuses_the_membership_of_that_task_only() {
    OpenTask ann = open(acceptOne("ann", "e1"));
    OpenTask bob = open(acceptOne("bob", "e2"));
    upsert("ann", set("plan", "free"));
    assertThat(commit(visit(ann, join(VIP, Map.of()), DONE), visit(bob, join(VIP, Map.of()), DONE)))
        .containsExactly(new Result.Conflict(), new Result.Committed());
    assertThat(entries("ann")).isEmpty();
    assertThat(members(VIP)).containsExactly("bob");
  }

  @Test
  void another_lead_joins_with_the_task() {
    upsert("bob", set("n", 1L));
    StepCommit commit = visit(open(acceptOne("ann", "e1")), LeadPatch.NONE, DONE);
    commitOne(
        beside(
            commit,
            new StepCommit.OtherLead(new LeadRef.ById("bob"), join(VIP, Map.of())),
            new StepCommit.OtherLead(new LeadRef.ById("new"), join(VIP, Map.of()))));
    assertThat(members(VIP)).containsExactlyInAnyOrder("bob", "new");
    assertThat(lead("bob").orElseThrow().fields()).isEqualTo(Map.of("n", 1L));
  }

  private static StepCommit beside(StepCommit commit, StepCommit.OtherLead... others) {
    return new StepCommit(
        commit.task(),
        commit.tenant(),
        commit.lead(),
        commit.progress(),
        commit.leadVersion(),
        commit.patch(),
        List.of(others),
        commit.records(),
        commit.activities(),
        commit.events(),
        commit.removes(),
        commit.entries(),
        commit.executed(),
        commit.next());
  }

  @Test
  void an_erased_lead_is_a_member_of_nothing() {
    upsert("ann", join(VIP, Map.of()));
    upsert("bob", join(VIP, Map.of()));
    LeadPatch erase =
        new LeadPatch(Map.of(), List.of(), Map.of(WEBINAR, Map.of()), List.of(), true);
    assertThat(commitOne(visit(open(acceptOne("ann", "e1")), erase, DONE)))
        .isEqualTo(new Result.Committed());
    assertThat(members(VIP)).containsExactly("bob");
    assertThat(members(WEBINAR)).isEmpty();
    upsert("ann", LeadPatch.NONE);
    assertThat(entries("ann")).isEmpty();
    await(leads.delete(database, tenant, "bob"));
    assertThat(members(VIP)).isEmpty();
  }

  @Test
  void a_lead_changed_meanwhile_is_a_conflict_for_that_task_only() {
    OpenTask ann = open(acceptOne("ann", "e1"));
    OpenTask bob = open(acceptOne("bob", "e2"));
    upsert("ann", set("plan", "free"));
    assertThat(commit(visit(ann, set("n", 1L), DONE), visit(bob, set("n", 1L), DONE)))
        .containsExactly(new Result.Conflict(), new Result.Committed());
    assertThat(lead("ann").orElseThrow().fields()).isEqualTo(Map.of("plan", "free"));
    assertThat(open(ann.queued()).progress()).isZero();
    assertThat(commitOne(visit(ann, LeadPatch.NONE, DONE))).isEqualTo(new Result.Committed());
  }

  @Test
  void a_task_behind_an_unfinished_one_is_blocked_by_it() {
    QueuedTask first = acceptOne("ann", "e1");
    QueuedTask second = acceptOne("ann", "e2");
    StepCommit late = visit(open(second), LeadPatch.NONE, DONE);
    assertThat(commitOne(late)).isEqualTo(new Result.Blocked(first));
    assertThat(commit(late, visit(open(first), LeadPatch.NONE, DONE)))
        .containsExactly(new Result.Blocked(first), new Result.Committed());
    assertThat(commitOne(late)).isEqualTo(new Result.Committed());
  }

  @Test
  void a_patch_sets_and_clears_fields() {
    upsert("ann", new LeadPatch(Map.of("a", "1", "b", 2L, "c", List.of("x")), List.of(), false));
    OpenTask open = open(acceptOne("ann", "e1"));
    commitOne(
        visit(open, new LeadPatch(Map.of("b", 3L, "d", true), List.of("a", "none"), false), DONE));
    assertThat(lead("ann").orElseThrow().fields())
        .isEqualTo(Map.of("b", 3L, "c", List.of("x"), "d", true));
  }

  @Test
  void an_outgoing_event_waits_in_the_outbox_as_a_cloud_event() {
    upsert("ann", set("a", "b"));
    OpenTask open = open(acceptOne("ann", "e1"));
    commitOne(telling(visit(open, LeadPatch.NONE, DONE), "out-1"));
    assertThat(outbox())
        .singleElement()
        .satisfies(row ->
            assertThat(row.event())
                .containsEntry("id", "out-1")
                .containsEntry("source", StepCommit.Outgoing.SOURCE)
                .containsEntry("type", "person.scoreChanged")
                .containsEntry("subject", "ann")
                .containsEntry("depth", "3")
                .containsEntry("traceparent", open.event().traceparent().orElseThrow())
                .containsEntry("data", Map.of("newValue", 7L)));
  }

  @Test
  void a_commit_answers_the_events_it_left_in_the_outbox_and_only_those() {
    upsert("ann", set("a", "b"));
    upsert("bob", set("a", "b"));
    acceptOne("eve", "e0");
    long created = outbox().getFirst().row();
    OpenTask ann = open(acceptOne("ann", "e1"));
    OpenTask bob = open(acceptOne("bob", "e2"));
    StepCommit quiet = visit(ann, LeadPatch.NONE, next(TaskState.READY, "two"));
    assertThat(await(journal.commit(database, List.of(quiet))).outbox()).isEmpty();
    var stale = telling(visit(ann, LeadPatch.NONE, DONE), "stale");
    var good = telling(visit(bob, LeadPatch.NONE, DONE), "one", "two");
    var answer = await(journal.commit(database, List.of(stale, good)));
    assertThat(answer.results().getLast()).isEqualTo(new Result.Committed());
    assertThat(answer.outbox())
        .extracting(row -> row.event().get("id"))
        .containsExactly("one", "two");
    await(journal.published(database, List.of(created)));
    assertThat(answer.outbox()).isEqualTo(outbox());
  }

  @Test
  void events_are_left_for_a_while_to_whoever_committed_them() {
    acceptOne("ann", "e1");
    assertThat(outbox(Duration.ofMinutes(1))).isEmpty();
    advance(Duration.ofMinutes(1));
    assertThat(outbox(Duration.ofMinutes(1))).hasSize(1);
  }

  private static StepCommit telling(StepCommit commit, String... ids) {
    return new StepCommit(
        commit.task(),
        commit.tenant(),
        commit.lead(),
        commit.progress(),
        commit.leadVersion(),
        commit.patch(),
        commit.others(),
        commit.records(),
        commit.activities(),
        Stream.of(ids)
            .map(
                id -> new StepCommit.Outgoing(id, "person.scoreChanged", Map.of("newValue", 7L), 3))
            .toList(),
        commit.removes(),
        commit.entries(),
        commit.executed(),
        commit.next());
  }

  @Test
  void a_retry_keeps_its_place_at_the_head_of_the_line() {
    QueuedTask first = acceptOne("ann", "e1");
    QueuedTask second = acceptOne("ann", "e2");
    OpenTask open = open(first);
    Instant due = millis(open.now().plusSeconds(30));
    StepCommit.Next retry =
        new StepCommit.Next(
            TaskState.RETRYING,
            "first",
            Family.PERSON,
            Optional.of(due),
            1,
            Map.of(),
            Optional.of("timeout"));
    assertThat(commitOne(visit(open, LeadPatch.NONE, retry))).isEqualTo(new Result.Committed());
    assertThat(commitOne(visit(open(second), LeadPatch.NONE, DONE)))
        .isEqualTo(new Result.Blocked(first));
    assertThat(inLine()).containsExactly(first, second);
    assertThat(
            await(
                    journal.inLine(
                        database,
                        Optional.of(new dev.fairway.ports.TaskJournal.Cursor(tenant, 0, 0)),
                        1))
                .due())
        .isEqualTo(Map.of(first.task(), due));
    assertThat(open(first).attempts()).isEqualTo(1);
    assertThat(open(first).state()).isEqualTo(TaskState.RETRYING);
  }

  @Test
  void the_last_entry_into_a_campaign_is_known() {
    QueuedTask task =
        accepted(
            accept(event("ann", "e1").with(CAMPAIGN, new Qualification.Once(), false)).getFirst());
    Instant at = open(task).acceptedAt();
    assertThat(await(leads.entered(database, tenant, task.lead(), CAMPAIGN))).contains(at);
    assertThat(await(leads.entered(database, tenant, task.lead(), CAMPAIGN + 1))).isEmpty();
    assertThat(await(leads.entered(database, tenant + 1_000_000, task.lead(), CAMPAIGN))).isEmpty();
    assertThat(await(leads.entered(database, tenant, acceptOne("bob", "e2").lead(), CAMPAIGN)))
        .isEmpty();
  }

  @Test
  void a_wait_leaves_the_line_and_comes_back_behind_it() {
    QueuedTask first = acceptOne("ann", "e1");
    OpenTask open = open(first);
    Instant due = millis(open.now().plus(Duration.ofDays(2)));
    commitOne(visit(open, LeadPatch.NONE, next(TaskState.WAITING, "second", due)));
    assertThat(opened(first.task())).isEqualTo(new Opened.Left(first.task(), TaskState.WAITING));
    assertThat(commitOne(visit(open, LeadPatch.NONE, DONE)))
        .isEqualTo(new Result.Gone(TaskState.WAITING));
    QueuedTask second = acceptOne("ann", "e2");
    assertThat(inLine()).containsExactly(second);
    assertThat(reentered()).isEmpty();
    assertThat(await(journal.nextDue(database))).isPresent();
    advance(Duration.ofDays(2));
    assertThat(reentered())
        .singleElement()
        .satisfies(back -> {
          assertThat(back.task()).isEqualTo(first.task());
          assertThat(back.position()).isGreaterThan(second.position());
        });
    assertThat(inLine()).extracting(QueuedTask::task).containsExactly(second.task(), first.task());
    assertThat(reentered()).isEmpty();
    finish(second);
    assertThat(open(first).at()).isEqualTo("second");
  }

  /// Waits for events of a type.
  private static StepCommit listening(OpenTask task, Instant since, String type, Long... heard) {
    var wait =
        new Wait(
            "first",
            since,
            Optional.empty(),
            List.of(type),
            since,
            since,
            List.of(heard),
            0,
            false);
    return waiting(task, wait);
  }

  private StepCommit listeningFromNowOn(QueuedTask task, String type) {
    advance(Duration.ofSeconds(1));
    OpenTask open = open(task);
    return listening(open, open.now(), type);
  }

  @Test
  void an_event_wakes_the_tasks_of_its_lead_that_wait_for_its_type() {
    QueuedTask waits = acceptOne("ann", "e1");
    QueuedTask another = acceptOne("bob", "e2");
    QueuedTask other = acceptOne("cid", "e3");
    for (QueuedTask task : List.of(waits, another))
      assertThat(commitOne(listeningFromNowOn(task, "form.filled")))
          .isEqualTo(new Result.Committed());
    commitOne(listeningFromNowOn(other, "form.sent"));
    QueuedTask next = acceptOne("ann", "e4");

    Acceptance.Journaled woke = heard(event("ann", "e5"));
    assertThat(woke.woken())
        .singleElement()
        .satisfies(task -> {
          assertThat(task.task()).isEqualTo(waits.task());
          assertThat(task.position()).isGreaterThan(next.position());
        });
    assertThat(inLine()).extracting(QueuedTask::task).containsExactly(next.task(), waits.task());
    assertThat(open(waits).heard())
        .extracting(OpenTask.Heard::type, OpenTask.Heard::data)
        .containsExactly(
            tuple("form.filled", Map.of("id", "e4")), tuple("form.filled", Map.of("id", "e5")));
    assertThat(heard(event("cid", "e6")).woken()).isEmpty();
    assertThat(journaled(accept(event("bob", "e7")).getFirst()).woken()).isEmpty();
    assertThat(heard(event("bob", "e7")).woken())
        .extracting(QueuedTask::task)
        .containsExactly(another.task());
  }

  @Test
  void a_wait_that_would_miss_an_event_is_a_conflict_unless_it_was_heard_in_vain() {
    QueuedTask task = acceptOne("ann", "e1");
    advance(Duration.ofSeconds(1));
    OpenTask before = open(task);
    accept(event("ann", "e2"));
    assertThat(commitOne(listening(before, before.now(), "form.filled")))
        .isEqualTo(new Result.Conflict());
    long seq = history(task.lead()).getFirst().seq();
    assertThat(commitOne(listening(before, before.now(), "form.filled", seq)))
        .isEqualTo(new Result.Committed());
    assertThat(opened(task.task())).isEqualTo(new Opened.Left(task.task(), TaskState.WAITING));
  }

  /// Watches the lead, as it was read.
  private static StepCommit watching(OpenTask task, Optional<Instant> until) {
    Instant now = task.now();
    return waiting(task, new Wait("first", now, until, List.of(), now, now, List.of(), 0, true));
  }

  @Test
  void a_change_of_the_lead_makes_due_who_watches_it_and_nobody_else() {
    Instant end = open(acceptOne("eve", "e0")).now().plus(Duration.ofDays(2));
    QueuedTask watches = acceptOne("ann", "e1");
    QueuedTask other = acceptOne("bob", "e2");
    QueuedTask listens = acceptOne("cid", "e3");
    assertThat(
            commit(
                watching(open(watches), Optional.of(end)), watching(open(other), Optional.empty())))
        .containsOnly(new Result.Committed());
    commitOne(listeningFromNowOn(listens, "form.sent"));
    for (String changed : List.of("ann", "cid"))
      await(
          leads.upsert(database, tenant, List.of(new Leads.Upsert(changed, set("n", 1L), false))));
    assertThat(reentered()).extracting(QueuedTask::task).containsExactly(watches.task());

    OpenTask again = open(watches);
    assertThat(Wait.of(again.memory()).orElseThrow().until()).contains(end);
    assertThat(commitOne(watching(again, Optional.of(end)))).isEqualTo(new Result.Committed());
    assertThat(reentered()).isEmpty();
  }

  @Test
  void a_visit_that_changes_the_lead_wakes_who_watches_it_and_so_does_a_merge() {
    QueuedTask watches = acceptOne("ann", "e1");
    commitOne(watching(open(watches), Optional.empty()));
    QueuedTask changes = acceptOne("ann", "e2");
    assertThat(commitOne(visit(open(changes), set("n", 1L), DONE)))
        .isEqualTo(new Result.Committed());
    assertThat(reentered()).extracting(QueuedTask::task).containsExactly(watches.task());

    commitOne(watching(open(watches), Optional.empty()));
    acceptOne("bob", "e3");
    await(
        journal.merge(
            database,
            new Merge(
                tenant,
                new LeadRef.ById("ann"),
                new LeadRef.ById("bob"),
                false,
                Optional.empty())));
    assertThat(reentered()).extracting(QueuedTask::task).containsExactly(watches.task());
  }

  @Test
  void a_wait_that_would_miss_a_change_of_the_lead_it_watches_is_a_conflict() {
    QueuedTask task = acceptOne("ann", "e1");
    OpenTask before = open(task);
    await(leads.upsert(database, tenant, List.of(new Leads.Upsert("ann", set("n", 1L), false))));
    assertThat(commitOne(watching(before, Optional.empty()))).isEqualTo(new Result.Conflict());
    assertThat(commitOne(watching(open(task), Optional.empty()))).isEqualTo(new Result.Committed());
  }

  @Test
  void what_a_task_did_itself_ends_no_wait() {
    QueuedTask task = acceptOne("ann", "e1");
    OpenTask open = open(task);
    commitOne(visit(open, LeadPatch.NONE, next(TaskState.READY, "first")));
    assertThat(commitOne(listening(open(task), open.now(), "step.done")))
        .isEqualTo(new Result.Committed());
  }

  @Test
  void of_each_tenant_as_many_waits_end_as_it_has_room_for_earliest_first() {
    List<QueuedTask> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) tasks.add(acceptOne("lead" + i, "e" + i));
    for (int i = 0; i < 5; i++) {
      OpenTask open = open(tasks.get(i));
      Instant due = millis(open.now().plus(Duration.ofMinutes(10 - i)));
      commitOne(visit(open, LeadPatch.NONE, next(TaskState.WAITING, "second", due)));
    }
    assertThat(await(journal.due(database, 100))).doesNotContainKey(tenant);
    advance(Duration.ofMinutes(9));
    assertThat(await(journal.due(database, 100))).containsEntry(tenant, 4);
    assertThat(await(journal.due(database, 3))).containsEntry(tenant, 3);
    assertThat(await(journal.reenter(database, Map.of(tenant, 2, tenant + 1_000_000, 9))))
        .extracting(QueuedTask::task)
        .containsExactlyInAnyOrder(tasks.get(4).task(), tasks.get(3).task());
    assertThat(await(journal.due(database, 100))).containsEntry(tenant, 2);
    assertThat(await(journal.reenter(database, Map.of(tenant, 0)))).isEmpty();
  }

  private StepCommit entering(QueuedTask task, Qualification qualification) {
    return visit(open(task), set("n", 1L), next(TaskState.READY, "on"))
        .entering(List.of(new StepCommit.Entry(CAMPAIGN + 5, qualification)));
  }

  @Test
  void a_commit_enters_a_campaign_as_often_as_that_allows() {
    QueuedTask task = acceptOne("ann", "e1");
    assertThat(commitOne(entering(task, new Qualification.Once())))
        .isEqualTo(new Result.Committed());
    Instant entered =
        await(leads.entered(database, tenant, task.lead(), CAMPAIGN + 5)).orElseThrow();
    OpenTask before = open(task);
    for (var refusing :
        List.of(new Qualification.Once(), new Qualification.Per(Duration.ofHours(1))))
      assertThat(commitOne(entering(task, refusing))).isEqualTo(new Result.NotQualified());
    OpenTask after = open(task);
    assertThat(after.progress()).isEqualTo(before.progress());
    assertThat(after.lead()).isEqualTo(before.lead());
    advance(Duration.ofHours(1));
    assertThat(commitOne(entering(task, new Qualification.Per(Duration.ofHours(1)))))
        .isEqualTo(new Result.Committed());
    assertThat(await(leads.entered(database, tenant, task.lead(), CAMPAIGN + 5)).orElseThrow())
        .isAfterOrEqualTo(entered.plus(Duration.ofHours(1)));
    assertThat(commitOne(entering(acceptOne("bob", "e2"), new Qualification.Once())))
        .isEqualTo(new Result.Committed());
  }

  @Test
  void a_commit_that_is_refused_otherwise_enters_nothing() {
    QueuedTask task = acceptOne("ann", "e1");
    StepCommit late = entering(task, new Qualification.Once());
    upsert("ann", set("n", 7L));
    assertThat(commitOne(late)).isEqualTo(new Result.Conflict());
    assertThat(await(leads.entered(database, tenant, task.lead(), CAMPAIGN + 5))).isEmpty();
  }

  private static final StepCommit.Removal REMOVAL =
      new StepCommit.Removal(Optional.of(CAMPAIGN), "winner");

  /// A task of another campaign.
  private QueuedTask remover(String lead, String event) {
    return accepted(
        accept(event(lead, event).with(CAMPAIGN + 1, new Qualification.Every(), false)).getFirst());
  }

  private StepCommit removing(QueuedTask task, StepCommit.Removal... removals) {
    return visit(open(task), LeadPatch.NONE, next(TaskState.READY, "on"))
        .removing(List.of(removals));
  }

  /// The tasks that were removed, in the order of the history.
  private List<String> removed(long lead) {
    return history(lead).reversed().stream()
        .filter(row -> row.type().equals(StepCommit.Removal.TYPE))
        .peek(row ->
            assertThat(row.attributes()).isEqualTo(Map.of("reason", "removed", "by", "winner")))
        .map(row -> row.task().orElseThrow() + " " + row.step().orElseThrow())
        .toList();
  }

  @Test
  void a_commit_ends_the_lead_s_tasks_of_a_campaign_wherever_they_are() {
    QueuedTask waiting = acceptOne("ann", "e1");
    advance(Duration.ofSeconds(1));
    OpenTask open = open(waiting);
    Instant due = millis(open.now().plus(Duration.ofHours(1)));
    commitOne(visit(open, LeadPatch.NONE, next(TaskState.WAITING, "second", due)));
    QueuedTask dead = acceptOne("ann", "e2");
    commitOne(visit(open(dead), LeadPatch.NONE, next(TaskState.DEAD, "third")));
    QueuedTask by = remover("ann", "e3");
    QueuedTask ready = acceptOne("ann", "e4");
    QueuedTask same = remover("ann", "e5");
    QueuedTask bobs = acceptOne("bob", "e6");
    assertThat(commitOne(removing(by, REMOVAL))).isEqualTo(new Result.Committed());
    for (QueuedTask gone : List.of(waiting, dead, ready))
      assertThat(opened(gone.task())).isEqualTo(new Opened.Left(gone.task(), TaskState.DONE));
    assertThat(removed(by.lead()))
        .containsExactly(
            waiting.task() + " second", dead.task() + " third", ready.task() + " first");
    assertThat(inLine()).containsExactlyInAnyOrder(by, same, bobs);
    advance(Duration.ofHours(1));
    assertThat(reentered()).isEmpty();
    assertThat(commitOne(visit(open, LeadPatch.NONE, DONE)))
        .isEqualTo(new Result.Gone(TaskState.DONE));
  }

  @Test
  void all_are_all_but_the_task_itself_and_a_campaign_counts_where_it_runs_as_a_child() {
    QueuedTask parent = acceptOne("ann", "e1");
    OpenTask open = open(parent);
    Map<String, Object> child = Map.of("frames", List.of(Map.of("campaign", 77L, "version", 1L)));
    var inside =
        new StepCommit.Next(
            TaskState.WAITING, "c/s", Family.PERSON, Optional.empty(), 0, child, Optional.empty());
    commitOne(visit(open, LeadPatch.NONE, inside));
    QueuedTask by = remover("ann", "e2");
    QueuedTask other = remover("ann", "e3");
    commitOne(removing(by, new StepCommit.Removal(Optional.of(76), "winner")));
    assertThat(removed(by.lead())).isEmpty();
    commitOne(removing(by, new StepCommit.Removal(Optional.of(77), "winner")));
    assertThat(removed(by.lead())).containsExactly(parent.task() + " c/s");
    commitOne(removing(by, new StepCommit.Removal(Optional.empty(), "winner")));
    assertThat(removed(by.lead())).hasSize(2).contains(other.task() + " first");
    assertThat(inLine()).extracting(QueuedTask::task).containsExactly(by.task());
  }

  @Test
  void a_task_that_is_removed_twice_ends_once() {
    QueuedTask by = remover("ann", "e1");
    acceptOne("ann", "e2");
    commitOne(removing(by, REMOVAL, REMOVAL));
    commitOne(removing(by, REMOVAL));
    assertThat(removed(by.lead())).hasSize(1);
  }

  @Test
  void a_refused_commit_removes_nothing() {
    QueuedTask retrying = acceptOne("ann", "e1");
    Instant due = millis(open(retrying).now().plus(Duration.ofHours(1)));
    commitOne(visit(open(retrying), LeadPatch.NONE, next(TaskState.RETRYING, "first", due)));
    QueuedTask by = remover("ann", "e2");
    assertThat(commitOne(removing(by, REMOVAL)))
        .as("a task that retries stands before it")
        .isEqualTo(new Result.Blocked(open(retrying).queued()));
    assertThat(removed(by.lead())).isEmpty();
    assertThat(inLine()).hasSize(2);
  }

  @Test
  void a_wait_that_was_due_first_is_removed_from_the_line() {
    QueuedTask waiting = acceptOne("ann", "e1");
    OpenTask open = open(waiting);
    Instant due = millis(open.now().plus(Duration.ofHours(1)));
    commitOne(visit(open, LeadPatch.NONE, next(TaskState.WAITING, "second", due)));
    QueuedTask by = remover("ann", "e2");
    advance(Duration.ofHours(1));
    assertThat(reentered()).hasSize(1);
    commitOne(removing(by, REMOVAL));
    assertThat(opened(waiting.task())).isEqualTo(new Opened.Left(waiting.task(), TaskState.DONE));
    assertThat(inLine()).extracting(QueuedTask::task).containsExactly(by.task());
  }

  @Test
  void a_dead_task_leaves_the_line_and_keeps_why() {
    QueuedTask first = acceptOne("ann", "e1");
    QueuedTask second = acceptOne("ann", "e2");
    StepCommit.Next dead =
        new StepCommit.Next(
            TaskState.DEAD,
            "first",
            Family.PERSON,
            Optional.empty(),
            5,
            Map.of(),
            Optional.of("no such field"));
    commitOne(visit(open(first), LeadPatch.NONE, dead));
    assertThat(inLine()).containsExactly(second);
    finish(second);
    assertThat(await(tasks.get(database, tenant, first.task())).orElseThrow().error())
        .contains("no such field");
  }

  @Test
  void three_losses_make_a_task_dead_and_progress_clears_them() {
    QueuedTask task = acceptOne("ann", "e1");
    QueuedTask other = acceptOne("bob", "e2");
    assertThat(lose(task)).singleElement().satisfies(lost -> assertThat(lost.suspect()).isTrue());
    commitOne(visit(open(task), LeadPatch.NONE, next(TaskState.READY, "second")));
    assertThat(open(task).lost()).isZero();
    assertThat(lose(task)).hasSize(1);
    assertThat(lose(task)).hasSize(1);
    assertThat(await(journal.lost(database, List.of(key(task.task()), key(other.task())))))
        .extracting(QueuedTask::task)
        .containsExactly(other.task());
    assertThat(opened(task.task())).isEqualTo(new Opened.Left(task.task(), TaskState.DEAD));
    assertThat(lose(task)).isEmpty();
  }

  @Test
  void erasing_a_lead_in_a_visit_ends_all_its_tasks_and_leaves_nothing() {
    upsert("ann", set("email", "ann@example.org"));
    QueuedTask first = acceptOne("ann", "e1");
    QueuedTask second = acceptOne("ann", "e2");
    OpenTask open = open(first);
    LeadPatch erase = new LeadPatch(Map.of(), List.of(), true);
    StepCommit erasing = telling(visit(open, erase, next(TaskState.READY, "more")), "out-1");
    assertThat(await(journal.commit(database, List.of(erasing))))
        .isEqualTo(new Commits(List.of(new Result.Committed()), List.of()));
    assertThat(outbox()).isEmpty();
    for (QueuedTask task : List.of(first, second))
      assertThat(opened(task.task())).isEqualTo(new Opened.Left(task.task(), TaskState.DELETED));
    assertThat(history(first.lead())).isEmpty();
    assertThat(lead("ann")).isEmpty();
    assertThat(commitOne(visit(open, LeadPatch.NONE, DONE)))
        .isEqualTo(new Result.Gone(TaskState.DELETED));
    assertThat(journaled(accept(event("ann", "e1").every()).getFirst()).verdicts())
        .containsExactly(new Verdict.Duplicate(first.task(), TaskState.DELETED, List.of()));
    assertThat(lead("ann")).as("a redelivery does not bring it back").isEmpty();
  }

  @Test
  void another_tenants_task_is_unknown() {
    QueuedTask task = acceptOne("ann", "e1");
    OpenTask open = open(task);
    var foreign = new dev.fairway.ports.TaskJournal.TaskKey(task.task(), tenant + 500_000);
    assertThat(await(journal.open(database, List.of(key(task.task()), foreign))).get(1))
        .isEqualTo(new Opened.Left(task.task(), TaskState.DELETED));
    StepCommit mine = visit(open, LeadPatch.NONE, DONE);
    StepCommit theirs =
        new StepCommit(
            mine.task(),
            tenant + 500_000,
            mine.lead(),
            mine.progress(),
            mine.leadVersion(),
            set("stolen", true),
            List.of(),
            List.of(),
            mine.activities(),
            List.of(),
            List.of(),
            List.of(),
            1,
            DONE);
    assertThat(commitOne(theirs)).isEqualTo(new Result.Gone(TaskState.DELETED));
    assertThat(open(task).progress()).isZero();
  }

  // --- flow

  private static final FlowState PULL_1 = new FlowState(FlowState.Mode.PULL, 1);

  private TenantFlow flow() {
    return await(flows.of(database, List.of(tenant))).getFirst();
  }

  private TenantFlow count(int tasks) {
    return await(flows.count(database, Map.of(tenant, tasks))).getFirst();
  }

  private boolean move(FlowState from, FlowState to) {
    return await(flows.move(database, tenant, from, to));
  }

  @Test
  void a_flow_begins_in_push_and_moves_only_from_where_it_is() {
    assertThat(flow().state()).isEqualTo(FlowState.INITIAL);
    assertThat(move(new FlowState(PUSH, 1), new FlowState(FlowState.Mode.PULL, 2))).isFalse();
    assertThat(flow().state()).isEqualTo(FlowState.INITIAL);
    assertThat(move(FlowState.INITIAL, PULL_1)).isTrue();
    assertThat(move(FlowState.INITIAL, PULL_1)).isFalse();
    assertThat(flow().state()).isEqualTo(PULL_1);
    assertThat(move(PULL_1, new FlowState(FlowState.Mode.CLOSING, 2))).isTrue();
    assertThat(move(PULL_1, new FlowState(FlowState.Mode.CLOSING, 2))).isFalse();
    assertThat(flow().state()).isEqualTo(new FlowState(FlowState.Mode.CLOSING, 2));
  }

  @Test
  void an_acceptance_at_the_epoch_before_a_move_is_refused() {
    move(FlowState.INITIAL, PULL_1);
    assertThat(accept(event("ann", "e1").every())).containsExactly(new Acceptance.Stale(1));
    accepted(accept(event("ann", "e1").epoch(1).every()).getFirst());
  }

  @Test
  void what_is_buffered_is_counted_until_push() {
    assertThat(count(3).buffered()).isZero();
    move(FlowState.INITIAL, PULL_1);
    assertThat(count(3).state()).isEqualTo(PULL_1);
    assertThat(count(4).buffered()).isEqualTo(7);
    assertThat(count(-2).buffered()).isEqualTo(5);
    assertThat(flow().buffered()).isEqualTo(5);
    assertThat(count(-9).buffered()).isZero();
    count(4);
    move(PULL_1, new FlowState(PUSH, 2));
    assertThat(flow().buffered()).isZero();
  }

  @Test
  void diverted_tenants_are_told_with_the_time_of_their_last_move() {
    assertThat(diverted()).isEmpty();
    move(FlowState.INITIAL, PULL_1);
    Instant now = await(journal.now(database));
    TenantFlow flow = diverted().orElseThrow();
    assertThat(flow.state()).isEqualTo(PULL_1);
    assertThat(flow.since()).isBetween(now.minusSeconds(10), now);
    assertThat(pushingAgain()).isEmpty();
    move(PULL_1, new FlowState(PUSH, 2));
    assertThat(diverted()).isEmpty();
    assertThat(pushingAgain()).contains(tenant);
    advance(Duration.ofMinutes(2));
    assertThat(pushingAgain()).doesNotContain(tenant);
  }

  private List<Integer> pushingAgain() {
    return await(flows.pushingAgain(database, Duration.ofMinutes(1))).stream()
        .map(TenantFlow::tenant)
        .filter(number -> number == tenant)
        .toList();
  }

  private Optional<TenantFlow> diverted() {
    return await(flows.diverted(database)).stream()
        .filter(flow -> flow.tenant() == tenant)
        .findFirst();
  }

  // --- generation

  @Test
  void one_rebuilder_at_a_time_draws_a_generation() {
    long before = await(journal.generation(database));
    assertThat(await(journal.rebuildStarted(database))).contains(before + 1);
    assertThat(await(journal.rebuildStarted(database))).isEmpty();
    await(journal.rebuildEnded(database, before + 1));
    assertThat(await(journal.rebuildStarted(database))).contains(before + 2);
    advance(Duration.ofMinutes(2));
    assertThat(await(journal.rebuildStarted(database))).contains(before + 3);
    await(journal.rebuildEnded(database, before + 2));
    assertThat(await(journal.rebuildStarted(database))).isEmpty();
    await(journal.rebuildEnded(database, before + 3));
    assertThat(await(journal.generation(database))).isEqualTo(before + 3);
  }

  @Test
  void the_clock_can_be_moved() {
    Instant before = await(journal.now(database));
    advance(Duration.ofHours(1));
    assertThat(await(journal.now(database))).isAfterOrEqualTo(before.plus(Duration.ofHours(1)));
  }

  private List<QueuedTask> lose(QueuedTask task) {
    return await(journal.lost(database, List.of(key(task.task()))));
  }

  private List<QueuedTask> reentered() {
    return await(journal.reenter(database, Map.of(tenant, 1_000))).stream()
        .filter(task -> task.tenant() == tenant)
        .toList();
  }

  private Optional<Lead> lead(String id) {
    return await(leads.read(database, List.of(new Leads.Address(tenant, new LeadRef.ById(id)))))
        .getFirst();
  }

  private Lead upsert(String id, LeadPatch patch) {
    return await(leads.upsert(database, tenant, List.of(new Leads.Upsert(id, patch, false))))
        .getFirst();
  }

  private static Instant millis(Instant instant) {
    return instant.truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
  }
}
