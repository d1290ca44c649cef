package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.TaskState;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Leads.Upsert;
import dev.fairway.ports.TaskJournal.Opened;
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
                leads()
                    .read(
                        database(),
                        List.of(new Leads.Address(tenant + 500_000, new LeadRef.ById("ann"))))))
        .containsExactly(Optional.empty());
  }

  @Test
  void the_list_goes_on_behind_the_last_id() {
    for (String id : List.of("c", "a", "B", "b")) upsert(new Upsert(id, LeadPatch.NONE, false));
    List<Lead> first = await(leads().list(database(), tenant, Optional.empty(), 3));
    assertThat(first).extracting(Lead::id).containsExactly("B", "a", "b");
    assertThat(await(leads().list(database(), tenant, Optional.of("b"), 3)))
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
    return await(leads().members(database(), of, key, after, limit));
  }

  @Test
  void an_erased_lead_leaves_no_history_and_its_tasks_end() {
    QueuedTask running = acceptOne("ann", "e1");
    QueuedTask waiting = acceptOne("ann", "e2");
    commitOne(visit(open(running), LeadPatch.NONE, next(TaskState.WAITING, "later")));
    assertThat(await(leads().delete(database(), tenant, "ann"))).isTrue();
    assertThat(await(leads().delete(database(), tenant, "ann"))).isFalse();
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
    return new History.Need(
        Map.of("form.filled", new History.Need.Part(within, fields)), Set.of());
  }

  private Leads.Past past(List<Leads.Question> questions, Leads.Sent... events) {
    return await(leads().past(database(), questions, List.of(events)));
  }

  private Leads.Question question(String lead, History.Need need) {
    long number = read(new LeadRef.ById(lead)).getFirst().orElseThrow().number();
    return new Leads.Question(tenant, number, need, await(journal().now(database())), NUMBERS);
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
        past(
                List.of(
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
    return await(leads().activities(database(), tenant, lead, before, limit));
  }

  private List<Lead> upsert(Upsert... upserts) {
    return await(leads().upsert(database(), tenant, List.of(upserts)));
  }

  private List<Optional<Lead>> read(LeadRef... refs) {
    return await(
        leads()
            .read(
                database(),
                List.of(refs).stream().map(ref -> new Leads.Address(tenant, ref)).toList()));
  }
}
