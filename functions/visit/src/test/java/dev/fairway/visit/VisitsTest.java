package dev.fairway.visit;

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
import dev.fairway.model.Memberships;
import dev.fairway.model.Outcome;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.campaign.Scope;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Leads.Address;
import dev.fairway.ports.Leads.Upsert;
import dev.fairway.ports.memory.MemoryCampaigns;
import dev.fairway.ports.memory.MemoryEvents;
import dev.fairway.ports.memory.MemoryJournal;
import dev.fairway.ports.memory.MemoryTenants;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Room;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Shard SHARD = new Shard("leads1", 0);
  private static final String DB = SHARD.database();
  private static final int MAX_DEPTH = 8;
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final MemoryEvents events = new MemoryEvents();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MemoryJournal journal = new MemoryJournal(NOW);
  private final MemoryTenants tenants = new MemoryTenants();
  private final MemoryCampaigns campaigns = new MemoryCampaigns(tenants);
  private final int tenant =
      tenants.put("acme", TenantsContract.DEFAULTS.on(DB)).await().indefinitely().number();

  private Runnable beforeTheFirstDecision = () -> {};

  /// Adds its parameter to the score, as an action would.
  private final DatabaseAction add =
      action(
          "score.change",
          step -> {
            Runnable before = beforeTheFirstDecision;
            beforeTheFirstDecision = () -> {};
            before.run();
            long score =
                step.lead().fields().get("score") instanceof Number number ? number.longValue() : 0;
            return StepResult.set(
                "score",
                step.with().scoreChange("change").apply(score),
                "scored",
                Map.of("change", 1L));
          });

  private Decision reset = step -> new StepResult.Failed("never works");

  private final DatabaseAction refuse = action("score.reset", step -> reset.of(step));

  private final DatabaseAction explode =
      action(
          "moment.add",
          step -> {
            throw new IllegalStateException("a bug");
          });

  private static final Expressions NO_EXPRESSIONS =
      new Expressions() {
        @Override
        public Answer answer(Expression expression, Scope scope) {
          return new Answer.Known(expression.source().equals("yes"));
        }

        @Override
        public Optional<Object> value(Expression expression, Scope scope) {
          return Optional.empty();
        }
      };

  private final Visits visits =
      new Visits(
          journal,
          journal,
          journal,
          new Definitions(campaigns, tenants),
          Map.of(add.name(), add, refuse.name(), refuse, explode.name(), explode),
          NO_EXPRESSIONS,
          new Effects(journal, events, new Meters(meters, new Room("fairway-test")), MAX_DEPTH));

  private interface Decision {
    StepResult of(StepContext step);
  }

  private static DatabaseAction action(String name, Decision decision) {
    return new DatabaseAction() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public StepResult decide(StepContext step) {
        return decision.of(step);
      }
    };
  }

  private static Step step(String id, String action, Map<String, Object> with) {
    return new Step(
        id,
        action,
        with,
        List.of(),
        new Retry(2, Retry.DEFAULT.first(), Retry.DEFAULT.max()),
        Optional.empty(),
        Map.of());
  }

  private static Step add(String id) {
    return step(id, "score.change", Map.of("score", "score", "change", "+1"));
  }

  private static Step skipped(String id) {
    return new Step(
        id,
        "score.change",
        Map.of("score", "score", "change", "+1"),
        List.of(
            new Choice(
                Optional.of(new Campaign.Condition.Cel(new Expression("yes", Map.of(), ""))),
                true,
                Map.of())),
        Retry.DEFAULT,
        Optional.empty(),
        Map.of());
  }

  private static Step refused(String id) {
    return step(id, "score.reset", Map.of("score", "score"));
  }

  private static Step exploding(String id) {
    return step(id, "moment.add", Map.of("type", "Web", "description", "x"));
  }

  private Campaigns.Entry campaign(OnError onError, Step... flow) {
    return campaign("c", List.of(), onError, flow);
  }

  /// An active campaign that triggers on effects of these types.
  private void listener(String... types) {
    campaign(
        "listener",
        Stream.of(types)
            .map(type -> new Campaign.Trigger(type, Optional.empty(), List.of()))
            .toList(),
        OnError.DEAD_LETTER,
        add("a"));
  }

  private Campaigns.Entry campaign(
      String name, List<Campaign.Trigger> triggers, OnError onError, Step... flow) {
    var campaign =
        new Campaign(
            name,
            triggers,
            Filters.NONE,
            new Qualification.Every(),
            Priority.NORMAL,
            onError,
            Map.of(),
            Map.of("score", FieldType.SCORE, "title", FieldType.STRING),
            List.of(flow));
    campaigns.put(tenant, name, CampaignJson.write(campaign), "").await().indefinitely();
    return campaigns
        .state(tenant, name, Campaigns.State.ACTIVE)
        .await()
        .indefinitely()
        .orElseThrow();
  }

  private QueuedTask accept(Campaigns.Entry campaign, String event, String lead, String firstStep) {
    return accept(campaign, event, lead, firstStep, 0);
  }

  private QueuedTask accept(
      Campaigns.Entry campaign, String event, String lead, String firstStep, int depth) {
    var arrived =
        new Event(
            "/web",
            event,
            "form",
            Optional.of(lead),
            Optional.empty(),
            Optional.empty(),
            depth,
            Optional.of(TRACE),
            Map.of(),
            Map.of());
    var candidate =
        new Arrival.Candidate(
            TaskId.of("acme", "/web", event, "c"),
            campaign.number(),
            campaign.activeVersion(),
            new Qualification.Every(),
            firstStep,
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

  private Outcome visit(QueuedTask task) {
    return visit(task, NOW.plusSeconds(15)).items().getFirst().outcome();
  }

  private Completion visit(QueuedTask task, Instant deadline) {
    var request =
        new ActionRequest(
            SHARD, Family.SCORING, false, "1-1", deadline, List.of(new Lease(task, "1-2")));
    return visits.execute(request).await().indefinitely();
  }

  private Map<String, Object> fields(String lead) {
    return journal
        .read(DB, List.of(new Address(tenant, new LeadRef.ById(lead))))
        .await()
        .indefinitely()
        .getFirst()
        .orElseThrow()
        .fields();
  }

  private List<String> history(QueuedTask task) {
    return journal
        .activities(DB, tenant, task.lead(), OptionalLong.empty(), 100)
        .await()
        .indefinitely()
        .stream()
        .map(row -> row.step().map(step -> step + " ").orElse("") + row.type())
        .toList();
  }

  /// Somebody else changes the lead.
  private void touch(String lead) {
    journal
        .upsert(
            DB,
            tenant,
            List.of(new Upsert(lead, new LeadPatch(Map.of("score", 40L), List.of(), false), false)))
        .await()
        .indefinitely();
  }

  private TaskState state(QueuedTask task) {
    return journal.get(DB, tenant, task.task()).await().indefinitely().orElseThrow().state();
  }

  @Test
  void steps_of_one_family_run_in_one_visit() {
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a"), add("b")), "e1", "l1", "a");
    assertThat(visit(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(fields("l1")).isEqualTo(Map.of("score", 2L));
    assertThat(history(task)).containsExactly("b scored", "a scored", "form");
  }

  @Test
  void a_step_of_another_family_is_left_to_it() {
    Step set = step("b", "person.set", Map.of("attribute", "title", "value", "x"));
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a"), set), "e1", "l1", "a");
    assertThat(visit(task)).isEqualTo(new Outcome.Next(Family.PERSON));
    assertThat(fields("l1")).isEqualTo(Map.of("score", 1L));
  }

  @Test
  void a_second_visit_with_the_same_request_changes_nothing() {
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a")), "e1", "l1", "a");
    visit(task);
    assertThat(visit(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(fields("l1")).isEqualTo(Map.of("score", 1L));
  }

  @Test
  void a_task_that_went_on_to_another_family_has_moved() {
    Step set = step("b", "person.set", Map.of("attribute", "title", "value", "x"));
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a"), set), "e1", "l1", "a");
    visit(task);
    assertThat(visit(task)).isInstanceOf(Outcome.Moved.class);
    assertThat(fields("l1")).isEqualTo(Map.of("score", 1L));
  }

  @Test
  void a_task_waits_for_the_earlier_one_of_its_lead() {
    var campaign = campaign(OnError.DEAD_LETTER, add("a"));
    QueuedTask first = accept(campaign, "e1", "l1", "a");
    QueuedTask second = accept(campaign, "e2", "l1", "a");
    assertThat(visit(second)).isEqualTo(new Outcome.Blocked(first));
    assertThat(fields("l1")).isEmpty();
  }

  @Test
  void a_lead_changed_meanwhile_is_read_again_and_nothing_is_lost() {
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a")), "e1", "l1", "a");
    beforeTheFirstDecision = () -> touch("l1");
    assertThat(visit(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(fields("l1")).isEqualTo(Map.of("score", 41L));
    assertThat(history(task)).containsOnlyOnce("a scored");
  }

  @Test
  void a_choice_that_says_nothing_skips_the_step_and_says_so() {
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, skipped("a")), "e1", "l1", "a");
    assertThat(visit(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(fields("l1")).isEmpty();
    assertThat(history(task)).containsExactly("a step.skipped", "form");
  }

  @Test
  void a_request_past_its_deadline_is_not_begun() {
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a")), "e1", "l1", "a");
    assertThat(visit(task, NOW.minusSeconds(1)).items()).isEmpty();
    assertThat(fields("l1")).isEmpty();
  }

  @Test
  void a_failure_ends_in_the_dead_letters_with_the_steps_before_it_kept() {
    QueuedTask task =
        accept(campaign(OnError.DEAD_LETTER, add("a"), refused("b")), "e1", "l1", "a");
    assertThat(visit(task)).isEqualTo(new Outcome.Dead("score.reset: never works"));
    assertThat(fields("l1")).isEqualTo(Map.of("score", 1L));
    assertThat(state(task)).isEqualTo(TaskState.DEAD);
  }

  @Test
  void a_dead_letter_stands_in_the_leads_history_with_its_step_action_and_reason() {
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, refused("b")), "e1", "l1", "b");
    visit(task);
    assertThat(
            journal
                .activities(DB, tenant, task.lead(), OptionalLong.empty(), 1)
                .await()
                .indefinitely())
        .singleElement()
        .satisfies(row -> {
          assertThat(row.type()).isEqualTo("step.failed");
          assertThat(row.step()).contains("b");
          assertThat(row.task()).contains(task.task().toString());
          assertThat(row.attributes())
              .containsEntry("action", "score.reset")
              .containsEntry("reason", "never works");
        });
  }

  @Test
  void a_failure_may_be_passed_over_or_end_the_flow() {
    QueuedTask passed = accept(campaign(OnError.CONTINUE, refused("a"), add("b")), "e1", "l1", "a");
    assertThat(visit(passed)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(history(passed)).containsExactly("b scored", "a step.failed", "form");

    QueuedTask stopped = accept(campaign(OnError.STOP, refused("a"), add("b")), "e2", "l2", "a");
    assertThat(visit(stopped)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(history(stopped)).containsExactly("a step.failed", "form");
  }

  @Test
  void a_bug_is_tried_again_later_and_ends_dead() {
    QueuedTask task =
        accept(campaign(OnError.DEAD_LETTER, add("a"), exploding("b")), "e1", "l1", "a");
    assertThat(visit(task)).isInstanceOf(Outcome.RetryAfter.class);
    assertThat(state(task)).isEqualTo(TaskState.RETRYING);
    assertThat(fields("l1")).isEqualTo(Map.of("score", 1L));

    assertThat(visit(task)).isInstanceOf(Outcome.Dead.class);
    assertThat(fields("l1")).isEqualTo(Map.of("score", 1L));
  }

  @Test
  void a_task_of_a_version_that_is_gone_is_a_dead_letter_and_its_neighbour_runs() {
    var campaign = campaign(OnError.DEAD_LETTER, add("a"));
    QueuedTask healthy = accept(campaign, "e1", "l1", "a");
    QueuedTask orphan =
        accept(
            new Campaigns.Entry(campaign.number(), "c", campaign.state(), 9, 9), "e2", "l2", "a");
    var request =
        new ActionRequest(
            SHARD,
            Family.SCORING,
            false,
            "1-1",
            NOW.plusSeconds(15),
            List.of(new Lease(orphan, "1-2"), new Lease(healthy, "1-3")));
    List<Outcome> outcomes = new ArrayList<>();
    visits
        .execute(request)
        .await()
        .indefinitely()
        .items()
        .forEach(item -> outcomes.add(item.outcome()));
    assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Dead.class);
    assertThat(outcomes.getLast()).isEqualTo(new Outcome.Done(TaskState.DONE));
  }

  @Test
  void what_a_visit_notes_carries_the_trace_of_its_event() {
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a")), "e1", "l1", "a");
    visit(task);
    assertThat(
            journal
                .activities(DB, tenant, task.lead(), OptionalLong.empty(), 1)
                .await()
                .indefinitely()
                .getFirst()
                .attributes())
        .containsEntry("traceparent", TRACE);
  }

  // --- effects that trigger campaigns

  private List<String> published() {
    return events.published().stream()
        .map(event -> event.get("type") + " " + event.get("depth"))
        .toList();
  }

  /// Events of tasks that wait for the sweep; those of leads that were created are not ours.
  private List<Object> unpublished() {
    return journal.outbox(DB, Duration.ZERO, 100).await().indefinitely().stream()
        .map(row -> row.event().get("type"))
        .filter(type -> !type.equals("person.created"))
        .toList();
  }

  private double stopped() {
    return meters.find("fairway.depth.stopped").tag("tenant", "acme").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @ParameterizedTest
  @CsvSource({
    // flow, a campaign triggers on, depth of the event, published, stopped
    "add,          scored,       0, scored 1,          0",
    "add add,      scored,       2, scored 3|scored 3, 0",
    "add,          scored,       7, scored 8,          0",
    "add,          scored,       8, '',                1",
    "add add,      scored,       8, '',                2",
    "add,          other,        0, '',                0",
    "add,          other,        8, '',                0",
    "skipped,      step.skipped, 0, '',                0",
    "failed add,   step.failed,  0, '',                0",
    "failed add,   scored,       0, scored 1,          0",
    "add exploding,scored,       0, scored 1,          0",
  })
  void an_effect_leaves_if_it_is_one_and_a_campaign_triggers_on_it_above_the_cap(
      String flow, String type, int depth, String published, int stopped) {
    listener(type);
    List<Step> steps = new ArrayList<>();
    for (String step : flow.split(" ")) {
      String id = "s" + steps.size();
      steps.add(
          switch (step) {
            case "add" -> add(id);
            case "skipped" -> skipped(id);
            case "failed" -> refused(id);
            default -> exploding(id);
          });
    }
    QueuedTask task =
        accept(campaign(OnError.CONTINUE, steps.toArray(Step[]::new)), "e1", "l1", "s0", depth);

    visit(task);

    assertThat(String.join("|", published())).isEqualTo(published);
    assertThat(stopped()).isEqualTo(stopped);
    assertThat(unpublished()).isEmpty();
  }

  @Test
  void an_effect_tells_whose_it_is_and_what_changed() {
    listener("scored");
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a"), add("b")), "e1", "l1", "a");
    visit(task);
    assertThat(events.published())
        .first()
        .satisfies(event ->
            assertThat(event)
                .containsEntry("specversion", "1.0")
                .containsEntry("source", "/fairway/tasks")
                .containsEntry("id", task.task() + "-0")
                .containsEntry("subject", "l1")
                .containsEntry("time", NOW.toString())
                .containsEntry("tenantid", "acme")
                .containsEntry("traceparent", TRACE)
                .containsEntry("data", Map.of("change", 1L, "reason", "c")));
    assertThat(events.published())
        .extracting(event -> event.get("id"))
        .containsExactly(task.task() + "-0", task.task() + "-1");
  }

  @Test
  void an_event_of_the_tenants_own_leaves_as_it_is_whoever_listens_but_not_above_the_cap() {
    reset =
        step ->
            new StepResult.Changed(
                LeadPatch.NONE,
                List.of(new StepResult.Fact("order.shipped", Map.of("n", 1L), true)));
    Campaigns.Entry campaign = campaign(OnError.DEAD_LETTER, refused("a"));
    visit(accept(campaign, "e1", "l1", "a"));
    visit(accept(campaign, "e2", "l2", "a", MAX_DEPTH));
    assertThat(published()).containsExactly("order.shipped 1");
    assertThat(events.published().getFirst()).containsEntry("data", Map.of("n", 1L));
    assertThat(stopped()).isEqualTo(1);
  }

  @Test
  void an_effect_is_published_once_however_often_it_is_decided() {
    listener("scored");
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a")), "e1", "l1", "a", MAX_DEPTH);
    QueuedTask above = accept(campaign(OnError.DEAD_LETTER, add("a")), "e2", "l2", "a");
    for (QueuedTask one : List.of(task, above)) {
      beforeTheFirstDecision = () -> touch(one == task ? "l1" : "l2");
      visit(one);
      visit(one);
    }
    assertThat(published()).containsExactly("scored 1");
    assertThat(stopped()).isEqualTo(1);
  }

  @Test
  void while_the_broker_is_away_effects_wait_for_the_sweep() {
    listener("scored");
    events.away(true);
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, add("a")), "e1", "l1", "a");
    assertThat(visit(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(published()).isEmpty();
    assertThat(unpublished()).containsExactly("scored");
  }

  @Test
  void a_campaign_hears_effects_from_its_activation_to_its_deactivation() {
    var campaign = campaign(OnError.DEAD_LETTER, add("a"));
    visit(accept(campaign, "e1", "l1", "a"));
    listener("scored");
    visit(accept(campaign, "e2", "l1", "a"));
    campaigns.state(tenant, "listener", Campaigns.State.INACTIVE).await().indefinitely();
    visit(accept(campaign, "e3", "l1", "a"));
    assertThat(published()).containsExactly("scored 1");
  }

  @Test
  void a_lead_that_is_erased_leaves_no_event() {
    listener("scored", "erased");
    reset =
        step ->
            new StepResult.Changed(new LeadPatch(Map.of(), List.of(), true), "erased", Map.of());
    QueuedTask task =
        accept(campaign(OnError.DEAD_LETTER, add("a"), refused("b")), "e1", "l1", "a");
    assertThat(visit(task)).isEqualTo(new Outcome.Done(TaskState.DELETED));
    assertThat(published()).isEmpty();
    assertThat(unpublished()).isEmpty();
  }

  private static StepResult joined(String list, StepResult.Fact... facts) {
    return new StepResult.Changed(
        LeadPatch.join(Memberships.Kind.LISTS, list, Map.of()), List.of(facts));
  }

  private Map<String, Map<String, Map<String, Object>>> memberships(String lead) {
    return journal
        .read(DB, List.of(new Address(tenant, new LeadRef.ById(lead))))
        .await()
        .indefinitely()
        .getFirst()
        .orElseThrow()
        .memberships()
        .entries();
  }

  @Test
  void steps_of_a_visit_see_the_memberships_that_those_before_them_changed() {
    reset =
        step ->
            step.lead().memberships().find(Memberships.Kind.LISTS, "vip").isEmpty()
                ? joined("vip", new StepResult.Fact("joined", Map.of()))
                : new StepResult.Changed(
                    LeadPatch.leave(Memberships.Kind.LISTS, "vip"), "left", Map.of());
    visit(
        accept(
            campaign(OnError.DEAD_LETTER, refused("a"), refused("b"), refused("c")),
            "e1",
            "l1",
            "a"));
    assertThat(memberships("l1")).isEqualTo(Map.of("lists", Map.of("vip", Map.of())));
    QueuedTask again =
        accept(campaign(OnError.DEAD_LETTER, refused("a"), add("b")), "e2", "l1", "a");
    visit(again);
    assertThat(memberships("l1")).isEmpty();
    assertThat(history(again)).startsWith("b scored", "a left", "form", "c joined", "b left");
  }

  @Test
  void a_step_may_note_several_facts_and_each_is_an_event_of_its_own() {
    listener("joined", "scored");
    reset =
        step ->
            joined(
                "vip",
                new StepResult.Fact("joined", Map.of("n", 1L)),
                new StepResult.Fact("joined", Map.of("n", 2L)),
                new StepResult.Fact("quiet", Map.of()));
    QueuedTask task =
        accept(campaign(OnError.DEAD_LETTER, refused("a"), add("b")), "e1", "l1", "a");
    visit(task);
    assertThat(history(task))
        .containsExactly("b scored", "a quiet", "a joined", "a joined", "form");
    assertThat(published()).containsExactly("joined 1", "joined 1", "scored 1");
    assertThat(events.published()).extracting(event -> event.get("id")).doesNotHaveDuplicates();
  }

  @Test
  void a_step_that_would_make_too_many_entries_of_a_kind_fails() {
    var full = new java.util.LinkedHashMap<Memberships.Key, Map<String, Object>>();
    for (int i = 0; i < Memberships.MOST; i++)
      full.put(new Memberships.Key(Memberships.Kind.LISTS, "l" + i), Map.of());
    var patch = new LeadPatch(Map.of(), List.of(), full, List.of(), false);
    journal.upsert(DB, tenant, List.of(new Upsert("l1", patch, false))).await().indefinitely();
    reset = step -> joined("one-more");
    QueuedTask task = accept(campaign(OnError.DEAD_LETTER, refused("a")), "e1", "l1", "a");
    assertThat(visit(task))
        .isInstanceOfSatisfying(
            Outcome.Dead.class,
            dead -> assertThat(dead.toString()).contains("a lead has at most 1000 lists"));
    assertThat(memberships("l1").get("lists")).hasSize(Memberships.MOST);
    reset = step -> joined("l7", new StepResult.Fact("changed", Map.of()));
    assertThat(visit(accept(campaign(OnError.DEAD_LETTER, refused("a")), "e2", "l1", "a")))
        .isEqualTo(new Outcome.Done(TaskState.DONE));
  }

  private void merging(String winner) {
    reset =
        step ->
            step.merged()
                .<StepResult>map(result ->
                    new StepResult.Changed(
                        LeadPatch.NONE, "told", Map.of("result", result.label())))
                .orElseGet(() -> new StepResult.Merging(new LeadRef.ById(winner), false));
  }

  @Test
  void a_step_that_merges_runs_again_in_the_winners_line_and_is_told() {
    var campaign = campaign(OnError.DEAD_LETTER, add("a"), refused("b"), add("c"));
    QueuedTask winner =
        accept(campaign("w", List.of(), OnError.CONTINUE, add("a")), "e0", "l2", "a");
    visit(winner);
    merging("l2");
    QueuedTask task = accept(campaign, "e1", "l1", "a");
    assertThat(visit(task))
        .isInstanceOfSatisfying(
            Outcome.Moved.class,
            moved -> assertThat(visit(moved.truth())).isEqualTo(new Outcome.Done(TaskState.DONE)));
    assertThat(fields("l1")).isEqualTo(Map.of("score", 2L)).isEqualTo(fields("l2"));
    assertThat(history(winner))
        .containsExactlyInAnyOrder("c scored", "b told", "a scored", "a scored", "form", "form");
  }

  @Test
  void a_step_that_cannot_merge_is_told_at_once() {
    merging("nobody");
    QueuedTask task =
        accept(campaign(OnError.DEAD_LETTER, refused("b"), add("c")), "e1", "l1", "b");
    assertThat(visit(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(history(task)).containsExactly("c scored", "b told", "form");
  }

  @Test
  void nothing_is_merged_by_a_task_that_is_not_the_first_of_its_lead() {
    touch("l2");
    var campaign = campaign(OnError.DEAD_LETTER, refused("b"));
    QueuedTask first = accept(campaign, "e1", "l1", "b");
    QueuedTask second = accept(campaign, "e2", "l1", "b");
    merging("l2");
    assertThat(visit(second)).isEqualTo(new Outcome.Blocked(first));
    assertThat(fields("l1")).isEmpty();
  }
}
