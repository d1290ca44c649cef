package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import dev.fairway.model.Merge;
import dev.fairway.model.OpenTask;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskState;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Leads.Upsert;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every Leads does.
public abstract class LeadsContract extends LeadDatabaseContract {
  protected LeadsContract(LeadDatabase store) {
    super(store);
  }

  @Test
  void an_upsert_creates_then_changes_and_counts_versions() {
    Lead made = upsert(new Upsert("ann", set("plan", "free"), false)).getFirst();
    assertThat(made.version()).isEqualTo(1);
    Lead changed =
        upsert(new Upsert("ann", new LeadPatch(Map.of("age", 40L), List.of("plan"), false), false))
            .getFirst();
    assertThat(changed).isEqualTo(new Lead(made.number(), "ann", 2, Map.of("age", 40L)));
  }

  @Test
  void a_replacement_clears_what_it_does_not_name() {
    upsert(new Upsert("ann", new LeadPatch(Map.of("a", "1", "b", "2"), List.of(), false), false));
    assertThat(upsert(new Upsert("ann", set("b", "3"), true)).getFirst().fields())
        .isEqualTo(Map.of("b", "3"));
  }

  @Test
  void a_batch_answers_in_its_order_with_the_leads_as_they_stand_after_it() {
    List<Lead> leads =
        upsert(
            new Upsert("zoe", set("n", 1L), false),
            new Upsert("ann", set("n", 1L), false),
            new Upsert("zoe", set("m", 2L), false));
    assertThat(leads).extracting(Lead::id).containsExactly("zoe", "ann", "zoe");
    assertThat(leads.getFirst()).isEqualTo(leads.getLast());
    assertThat(leads.getFirst().fields()).isEqualTo(Map.of("n", 1L, "m", 2L));
    assertThat(leads.getFirst().version()).isEqualTo(2);
  }

  @Test
  void leads_are_read_by_id_and_by_address_in_the_order_asked() {
    Lead ann = upsert(new Upsert("ann", set("email", "Ann@Example.org"), false)).getFirst();
    Lead address = upsert(new Upsert("bob@example.org", LeadPatch.NONE, false)).getFirst();
    assertThat(
            read(
                new LeadRef.ById("nobody"),
                new LeadRef.ByEmail("ANN@example.org"),
                new LeadRef.ById("ann"),
                new LeadRef.ByEmail("Bob@example.org")))
        .containsExactly(
            Optional.empty(), Optional.of(ann), Optional.of(ann), Optional.of(address));
  }

  @Test
  void leads_of_other_tenants_are_not_found() {
    upsert(new Upsert("ann", LeadPatch.NONE, false));
    assertThat(
            await(
                leads.read(
                    database,
                    List.of(new Leads.Address(tenant + 500_000, new LeadRef.ById("ann"))))))
        .containsExactly(Optional.empty());
  }

  @Test
  void the_list_goes_on_behind_the_last_id() {
    for (String id : List.of("c", "a", "B", "b")) upsert(new Upsert(id, LeadPatch.NONE, false));
    List<Lead> first = await(leads.list(database, tenant, Optional.empty(), 3));
    assertThat(first).extracting(Lead::id).containsExactly("B", "a", "b");
    assertThat(await(leads.list(database, tenant, Optional.of("b"), 3)))
        .extracting(Lead::id)
        .containsExactly("c");
  }

  @Test
  void members_are_listed_page_by_page_and_only_the_tenants_own() {
    var vip = new Memberships.Key(Memberships.Kind.LISTS, "vip");
    LeadPatch join = LeadPatch.join(vip.kind(), vip.name(), Map.of("since", "monday"));
    for (String id : List.of("c", "a", "b")) upsert(new Upsert(id, join, false));
    upsert(new Upsert("d", LeadPatch.join(vip.kind(), "other", Map.of()), false));
    List<Lead> first = members(tenant, vip, 0, 2);
    assertThat(first).extracting(Lead::id).containsExactly("c", "a");
    assertThat(first.getFirst().memberships().find(vip.kind(), "vip"))
        .contains(Map.of("since", "monday"));
    assertThat(members(tenant, vip, first.getLast().number(), 2))
        .extracting(Lead::id)
        .containsExactly("b");
    assertThat(members(tenant + 500_000, vip, 0, 2)).isEmpty();
  }

  @Test
  void a_replacement_of_fields_leaves_memberships() {
    upsert(new Upsert("ann", LeadPatch.join(Memberships.Kind.LISTS, "vip", Map.of()), false));
    assertThat(upsert(new Upsert("ann", set("b", "3"), true)).getFirst().memberships().entries())
        .isEqualTo(Map.of("lists", Map.of("vip", Map.of())));
  }

  private List<Lead> members(int of, Memberships.Key key, long after, int limit) {
    return await(leads.members(database, of, key, after, limit));
  }

  @Test
  void an_erased_lead_leaves_no_history_and_its_tasks_end() {
    QueuedTask running = acceptOne("ann", "e1");
    QueuedTask waiting = acceptOne("ann", "e2");
    commitOne(visit(open(running), LeadPatch.NONE, next(TaskState.WAITING, "later")));
    assertThat(await(leads.delete(database, tenant, "ann"))).isTrue();
    assertThat(await(leads.delete(database, tenant, "ann"))).isFalse();
    for (QueuedTask task : List.of(running, waiting))
      assertThat(opened(task.task())).isEqualTo(new Opened.Left(task.task(), TaskState.DELETED));
    assertThat(history(running.lead())).isEmpty();
    assertThat(outbox()).isEmpty();
    assertThat(read(new LeadRef.ById("ann"))).containsExactly(Optional.empty());
    Lead again = upsert(new Upsert("ann", LeadPatch.NONE, false)).getFirst();
    assertThat(again.number()).isNotEqualTo(running.lead());
    assertThat(again.version()).isEqualTo(1);
  }

  @Test
  void the_history_is_newest_first_and_goes_on_before_a_seq() {
    for (int i = 1; i <= 4; i++) accept(event("ann", "e" + i));
    long lead = read(new LeadRef.ById("ann")).getFirst().orElseThrow().number();
    List<Leads.ActivityRow> newest = page(lead, OptionalLong.empty(), 3);
    assertThat(newest)
        .extracting(row -> row.attributes().get("id"))
        .containsExactly("e4", "e3", "e2");
    assertThat(page(lead, OptionalLong.of(newest.getLast().seq()), 3))
        .extracting(row -> row.attributes().get("id"))
        .containsExactly("e1");
  }

  private static final History.Need FORMS = forms(Optional.empty(), Set.of("form"));

  private static final Map<String, Integer> NUMBERS =
      Map.of("once", CAMPAIGN, "every", CAMPAIGN + 1, "never", CAMPAIGN + 2);

  private static History.Need forms(Optional<Duration> within, Set<String> fields) {
    return new History.Need(Map.of("form.filled", new History.Need.Part(within, fields)), Set.of());
  }

  private Leads.Past past(List<Leads.Question> questions, Leads.Sent... events) {
    return await(leads.past(database, questions, List.of(events)));
  }

  private Leads.Question question(String lead, History.Need need) {
    long number = read(new LeadRef.ById(lead)).getFirst().orElseThrow().number();
    return new Leads.Question(tenant, number, need, await(journal.now(database)), NUMBERS);
  }

  @Test
  void what_leads_have_done_is_told_by_type_and_time_with_the_data_asked_for() {
    accept(event("ann", "e1").data(Map.of("form", "a", "n", 1L)));
    advance(Duration.ofDays(3));
    accept(event("ann", "e2").data(Map.of("n", 2L)), event("bob", "e3").data(Map.of("form", "b")));
    advance(Duration.ofHours(1));
    accept(event("ann", "e4").data(Map.of("form", "d", "n", 4L)));
    Leads.Question recent = question("ann", forms(Optional.of(Duration.ofDays(2)), Set.of()));
    Leads.Question other =
        new Leads.Question(tenant + 500_000, recent.lead(), FORMS, recent.now(), NUMBERS);
    var step =
        new History.Need(
            Map.of("step.done", new History.Need.Part(Optional.empty(), Set.of())), Set.of());
    List<History> told =
        past(List.of(
                question("ann", FORMS),
                question("bob", FORMS),
                recent,
                question("ann", FORMS.and(step)),
                other))
            .histories();
    assertThat(data(told.get(0)))
        .containsExactly(Map.of("form", "d"), Map.of(), Map.of("form", "a"));
    assertThat(data(told.get(1))).containsExactly(Map.of("form", "b"));
    assertThat(data(told.get(2))).containsExactly(Map.of(), Map.of());
    assertThat(told.get(3).done()).containsEntry("step.done", List.of()).hasSize(2);
    assertThat(data(told.get(4))).isEmpty();
    assertThat(done(told.get(2)).getFirst().at())
        .isBetween(recent.now().minus(Duration.ofMinutes(30)), recent.now());
  }

  private static List<History.Done> done(History history) {
    return history.done().getOrDefault("form.filled", List.of());
  }

  private static List<Map<String, Object>> data(History history) {
    return done(history).stream().map(History.Done::data).toList();
  }

  @Test
  void the_last_entry_into_a_campaign_is_told_however_its_task_ended() {
    History.Need need =
        new History.Need(Map.of(), Set.of("once", "every", "never", "without number"));
    accept(event("ann", "e1").with(CAMPAIGN, new Qualification.Once(), false));
    QueuedTask task =
        accepted(
            accept(event("ann", "e2").with(CAMPAIGN + 1, new Qualification.Every(), false))
                .getFirst());
    Instant journaled = entered(need, "every").orElseThrow();
    commitOne(visit(open(task), LeadPatch.NONE, DONE));
    assertThat(entered(need, "every")).contains(journaled);
    Instant first = entered(need, "once").orElseThrow();
    advance(Duration.ofHours(1));
    accept(event("ann", "e3").with(CAMPAIGN, new Qualification.Once(), false));
    accept(event("ann", "e4").with(CAMPAIGN + 2, new Qualification.Every(), true));
    accept(event("bob", "e5").with(CAMPAIGN + 2, new Qualification.Every(), false));
    assertThat(entered(need, "once")).contains(first);
    assertThat(entered(need, "never")).isEmpty();
    assertThat(entered(need, "without number")).isEmpty();
  }

  private Optional<Instant> entered(History.Need need, String campaign) {
    return past(List.of(question("ann", need)))
        .histories()
        .getFirst()
        .entered()
        .getOrDefault(campaign, Optional.empty());
  }

  @Test
  void of_one_type_the_newest_thousand_are_told() {
    Arriving[] many = new Arriving[History.MOST + 1];
    for (int i = 0; i < many.length; i++)
      many[i] = event("ann", "e" + i).data(Map.of("form", "f" + i));
    accept(many);
    assertThat(data(past(List.of(question("ann", FORMS))).histories().getFirst()))
        .hasSize(History.MOST)
        .contains(Map.of("form", "f1"), Map.of("form", "f" + History.MOST))
        .doesNotContain(Map.of("form", "f0"));
  }

  @Test
  void events_that_stand_in_the_history_are_known_again() {
    accept(event("ann", "e1"), event("ann", "e2").unrecorded());
    var known = new Leads.Sent(tenant, "/test", "e1");
    assertThat(
            past(
                    List.of(),
                    known,
                    new Leads.Sent(tenant, "/test", "e2"),
                    new Leads.Sent(tenant, "/other", "e1"),
                    new Leads.Sent(tenant + 500_000, "/test", "e1"))
                .recorded())
        .containsExactly(known);
  }

  private List<Leads.ActivityRow> page(long lead, OptionalLong before, int limit) {
    return await(leads.activities(database, tenant, lead, before, limit));
  }

  private List<Lead> upsert(Upsert... upserts) {
    return await(leads.upsert(database, tenant, List.of(upserts)));
  }

  private List<Optional<Lead>> read(LeadRef... refs) {
    return await(
        leads.read(
            database, List.of(refs).stream().map(ref -> new Leads.Address(tenant, ref)).toList()));
  }

  // --- merging

  private Optional<Lead> find(String id) {
    return find(new LeadRef.ById(id));
  }

  private Optional<Lead> find(LeadRef ref) {
    return read(ref).getFirst();
  }

  private Merge merge(String loser, String winner) {
    return new Merge(
        tenant, new LeadRef.ById(loser), new LeadRef.ById(winner), false, Optional.empty());
  }

  private Merge merge(QueuedTask by, long progress, String loser, String winner) {
    return new Merge(
        tenant,
        new LeadRef.ById(loser),
        new LeadRef.ById(winner),
        false,
        Optional.of(new Merge.ByStep(by.task(), progress)));
  }

  private Merge.Result merged(Merge merge) {
    return await(journal.merge(database, merge));
  }

  private static LeadPatch join(String list, String since) {
    return LeadPatch.join(Memberships.Kind.LISTS, list, Map.of("since", since));
  }

  private void put(String id, LeadPatch patch) {
    upsert(new Upsert(id, patch, false));
  }

  private void twoLeads() {
    put("ann", new LeadPatch(Map.of("email", "ann@a.example", "age", 3L), List.of(), false));
    put("ann", join("vip", "ann"));
    put("ann", join("old", "ann"));
    put("bob", new LeadPatch(Map.of("email", "bob@b.example", "plan", "pro"), List.of(), false));
    put("bob", join("vip", "bob"));
  }

  @Test
  void a_winner_keeps_what_it_has_and_gets_what_it_lacks() {
    twoLeads();
    assertThat(merged(merge("ann", "bob"))).isEqualTo(Merge.Result.MERGED);
    Lead one = find("bob").orElseThrow();
    assertThat(one.fields()).isEqualTo(Map.of("email", "bob@b.example", "plan", "pro", "age", 3L));
    assertThat(one.memberships().entries())
        .isEqualTo(
            Map.of("lists", Map.of("vip", Map.of("since", "bob"), "old", Map.of("since", "ann"))));
    assertThat(find("ann")).contains(one);
    assertThat(find(new LeadRef.ByEmail("Ann@A.example"))).contains(one);
    assertThat(await(leads.list(database, tenant, Optional.empty(), 10))).containsExactly(one);
    var vip = new Memberships.Key(Memberships.Kind.LISTS, "vip");
    assertThat(await(leads.members(database, tenant, vip, 0, 10))).containsExactly(one);
    assertThat(history(one.number()))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.type()).isEqualTo("person.merged");
          assertThat(row.attributes()).isEqualTo(Map.of("loser", "ann"));
        });
  }

  @Test
  void the_losers_values_stay_if_wanted() {
    twoLeads();
    var over =
        new Merge(
            tenant,
            new LeadRef.ByEmail("ANN@a.example"),
            new LeadRef.ById("bob"),
            true,
            Optional.empty());
    assertThat(merged(over)).isEqualTo(Merge.Result.MERGED);
    Lead one = find("bob").orElseThrow();
    assertThat(one.fields()).containsEntry("email", "ann@a.example");
    assertThat(one.memberships().find(Memberships.Kind.LISTS, "vip"))
        .contains(Map.of("since", "ann"));
  }

  @Test
  void a_lead_that_is_written_by_its_old_name_is_the_winner() {
    twoLeads();
    merged(merge("ann", "bob"));
    put("ann", set("plan", "free"));
    assertThat(find("bob").orElseThrow().fields()).containsEntry("plan", "free");
  }

  @Test
  void what_cannot_be_merged_stays_as_it_is() {
    twoLeads();
    Lead ann = find("ann").orElseThrow();
    assertThat(merged(merge("ann", "ann"))).isEqualTo(Merge.Result.SAME);
    assertThat(merged(merge("ann", "nobody"))).isEqualTo(Merge.Result.NO_WINNER);
    assertThat(merged(merge("nobody", "ann"))).isEqualTo(Merge.Result.NO_LOSER);
    assertThat(find("ann")).contains(ann);
    assertThat(history(ann.number())).isEmpty();
  }

  @Test
  void who_was_merged_before_follows_the_next_winner_and_is_erased_with_it() {
    twoLeads();
    put("eve", set("plan", "free"));
    merged(merge("ann", "bob"));
    merged(merge("ann", "eve"));
    assertThat(find("ann")).isEqualTo(find("eve"));
    assertThat(find("bob")).isEqualTo(find("eve"));
    assertThat(merged(merge("bob", "ann"))).isEqualTo(Merge.Result.SAME);
    assertThat(await(leads.delete(database, tenant, "bob"))).isTrue();
    assertThat(find("ann")).isEmpty();
    assertThat(find("eve")).isEmpty();
    assertThat(find(new LeadRef.ByEmail("ann@a.example"))).isEmpty();
  }

  @Test
  void tasks_of_the_loser_stand_behind_the_winners_in_their_order() {
    QueuedTask first = acceptOne("ann", "e1");
    QueuedTask second = acceptOne("ann", "e2");
    QueuedTask third = acceptOne("bob", "e3");
    OpenTask underWay = open(first);
    merged(merge("ann", "bob"));
    List<QueuedTask> line = await(journal.line(database, tenant, third.lead(), 0, 10));
    assertThat(line)
        .extracting(QueuedTask::task)
        .containsExactly(third.task(), first.task(), second.task());
    assertThat(line).extracting(QueuedTask::lead).containsOnly(third.lead());
    assertThat(commitOne(visit(underWay, set("age", 1L), DONE)))
        .isEqualTo(new StepCommit.Result.Moved(line.get(1)));
    for (QueuedTask task : line) finish(task);
    QueuedTask later = acceptOne("ann", "e4");
    assertThat(later.lead()).isEqualTo(third.lead());
    assertThat(history(third.lead())).extracting(Leads.ActivityRow::type).hasSize(8);
    var ofBob =
        new Tasks.Query(
            Optional.empty(), Optional.of("bob"), Optional.empty(), Optional.empty(), 10);
    assertThat(await(tasks.list(database, tenant, ofBob))).hasSize(4);
  }

  @Test
  void a_wait_and_a_dead_letter_of_the_loser_come_back_into_the_winners_line() {
    QueuedTask waits = acceptOne("ann", "e1");
    OpenTask waiting = open(waits);
    Instant due = waiting.now().plusSeconds(60);
    commitOne(visit(waiting, LeadPatch.NONE, next(TaskState.WAITING, "first", due)));
    QueuedTask dies = acceptOne("ann", "e2");
    commitOne(visit(open(dies), LeadPatch.NONE, next(TaskState.DEAD, "first")));
    QueuedTask winner = acceptOne("bob", "e3");
    merged(merge("ann", "bob"));
    advance(Duration.ofSeconds(61));
    assertThat(await(journal.reenter(database, Map.of(tenant, 10))))
        .singleElement()
        .satisfies(task -> {
          assertThat(task.task()).isEqualTo(waits.task());
          assertThat(task.lead()).isEqualTo(winner.lead());
          assertThat(task.position()).isGreaterThan(winner.position());
        });
    assertThat(await(tasks.redrive(database, tenant, dies.task())))
        .get()
        .satisfies(task -> assertThat(task.lead()).isEqualTo(winner.lead()));
  }

  @Test
  void a_campaign_that_takes_a_lead_once_does_not_take_the_winner_for_the_loser() {
    accept(event("ann", "e1").with(CAMPAIGN, new Qualification.Once(), false));
    acceptOne("bob", "e2");
    merged(merge("ann", "bob"));
    assertThat(
            journaled(
                    accept(event("bob", "e3").with(CAMPAIGN, new Qualification.Once(), false))
                        .getFirst())
                .verdicts())
        .containsExactly(new Acceptance.Verdict.NotQualified(task("e3", CAMPAIGN)));
  }

  @Test
  void a_step_that_merges_is_told_so_once() {
    QueuedTask task = acceptOne("ann", "e1");
    QueuedTask behind = acceptOne("ann", "e2");
    put("bob", set("plan", "pro"));
    assertThat(merged(merge(behind, 0, "ann", "bob"))).isEqualTo(Merge.Result.MOVED);
    assertThat(merged(merge(task, 5, "ann", "bob"))).isEqualTo(Merge.Result.MOVED);
    assertThat(find("ann")).isNotEqualTo(find("bob"));
    assertThat(merged(merge(task, 0, "ann", "nobody"))).isEqualTo(Merge.Result.NO_WINNER);
    assertThat(open(task).memory()).isEqualTo(Map.of(Merge.RESULT, "noWinner"));
    assertThat(merged(merge(task, 0, "ann", "bob"))).isEqualTo(Merge.Result.MERGED);
    assertThat(open(task).memory()).isEqualTo(Map.of(Merge.RESULT, "merged"));
    assertThat(open(task).lead().id()).isEqualTo("bob");
    assertThat(history(open(task).lead().number()))
        .extracting(Leads.ActivityRow::type)
        .containsOnly("form.filled");
  }
}
