package dev.fairway.visit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.contracts.TenantsContract;
import dev.fairway.language.CampaignReader;
import dev.fairway.language.CelExpressions;
import dev.fairway.language.ReadResult;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.ActionRequest;
import dev.fairway.model.Arrival;
import dev.fairway.model.Completion;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Evidence;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.Schema;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Leads.Upsert;
import dev.fairway.ports.Records;
import dev.fairway.ports.memory.MemoryCampaigns;
import dev.fairway.ports.memory.MemoryEvents;
import dev.fairway.ports.memory.MemoryJournal;
import dev.fairway.ports.memory.MemoryTenants;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Room;
import dev.fairway.visit.control.CampaignExecute;
import dev.fairway.visit.control.Choose;
import dev.fairway.visit.control.FlowExit;
import dev.fairway.visit.control.FlowJump;
import dev.fairway.visit.control.FlowRemove;
import dev.fairway.visit.control.FlowRun;
import dev.fairway.visit.control.Rate;
import dev.fairway.visit.control.Split;
import dev.fairway.visit.control.WaitDate;
import dev.fairway.visit.control.WaitFor;
import dev.fairway.visit.control.WaitToken;
import dev.fairway.visit.control.WaitUntil;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Flows as files write them, driven through visits and waits; the trail is what the lead's history
/// says, oldest first.
class FlowControlTest {
  /// A Sunday.
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final Shard SHARD = new Shard("leads1", 0);
  private static final String DB = SHARD.database();
  private static final Schema SCHEMA =
      Schema.STANDARD.with(
          List.of(
              new Declaration.Fields(
                  "lead", Map.of("score", FieldType.SCORE, "born", FieldType.DATE)),
              new Declaration.Fields("company", Map.of("fit", FieldType.SCORE)),
              new Declaration.SubFlow(
                  "scores",
                  List.of(
                      Map.of(
                          "step",
                          "one",
                          "do",
                          "score.change",
                          "with",
                          Map.of("score", "score", "change", "+1")),
                      Map.of("step", "pause", "do", "wait.for", "with", Map.of("duration", "1h")),
                      Map.of(
                          "step",
                          "two",
                          "do",
                          "score.change",
                          "with",
                          Map.of("score", "score", "change", "+1"))))));

  private final MemoryJournal journal = new MemoryJournal(NOW);
  private final MemoryTenants tenants = new MemoryTenants();
  private final MemoryCampaigns campaigns = new MemoryCampaigns(tenants);
  private final int tenant = await(tenants.put("acme", TenantsContract.DEFAULTS.on(DB))).number();

  private Runnable beforeTheScoreIsDecided = () -> {};

  /// Adds its parameter to the score.
  private final DatabaseAction add =
      new DatabaseAction() {
        @Override
        public String name() {
          return "score.change";
        }

        @Override
        public StepResult decide(StepContext step) {
          beforeTheScoreIsDecided.run();
          long score = step.lead().fields().get("score") instanceof Long number ? number : 0;
          return StepResult.set(
              "score", step.with().scoreChange("change").apply(score), "scored", Map.of());
        }
      };

  private Runnable beforeTheCompanyIsDecided = () -> {};

  /// Adds one to the score of the lead's company.
  private final DatabaseAction fit =
      new DatabaseAction() {
        @Override
        public String name() {
          return "score.company";
        }

        @Override
        public StepResult decide(StepContext step) {
          TenantRecord company = step.record(companyOf(step.lead()));
          Runnable before = beforeTheCompanyIsDecided;
          beforeTheCompanyIsDecided = () -> {};
          before.run();
          long score = company.fields().get("fit") instanceof Long number ? number : 0;
          return new StepResult.Recorded(
              company.with("fit", score + 1),
              StepResult.set("score", score, "fitted", Map.of("fit", score + 1)));
        }
      };

  private static TenantRecord.Key companyOf(Lead lead) {
    return TenantRecord.Key.companyOf(lead).orElseThrow();
  }

  /// Statements that read records.
  private int reads;

  private int events;

  private Runnable beforeTheWaitIsDecided = () -> {};

  private final DatabaseAction waitFor =
      new DatabaseAction() {
        private final DatabaseAction real = new WaitFor();

        @Override
        public String name() {
          return real.name();
        }

        @Override
        public StepResult decide(StepContext step) {
          beforeTheWaitIsDecided.run();
          return real.decide(step);
        }
      };

  private final Map<String, DatabaseAction> actions =
      Stream.of(
              add,
              new Choose(),
              new Split(),
              new FlowJump(),
              new FlowExit(),
              new FlowRun(),
              new FlowRemove(),
              new CampaignExecute(),
              waitFor,
              new WaitDate(),
              new WaitToken(),
              new WaitUntil(),
              new Rate(),
              fit)
          .collect(Collectors.toMap(DatabaseAction::name, Function.identity()));

  private final Visits visits =
      new Visits(
          journal,
          journal,
          counted(journal),
          new Definitions(campaigns, tenants),
          actions,
          new CelExpressions((expression, why) -> {
            throw new AssertionError(expression + ": " + why);
          }),
          new Effects(
              journal,
              new MemoryEvents(),
              new Meters(new SimpleMeterRegistry(), new Room("fairway-test")),
              8));

  private static <T> T await(Uni<T> uni) {
    return uni.await().indefinitely();
  }

  private Records counted(Records real) {
    return new Records() {
      @Override
      public Uni<List<TenantRecord>> find(String database, List<Address> records) {
        reads++;
        return real.find(database, records);
      }

      @Override
      public Uni<List<TenantRecord>> list(
          String database, int of, String type, Optional<String> after, int limit) {
        return real.list(database, of, type, after, limit);
      }

      @Override
      public Uni<TenantRecord> upsert(
          String database, int of, TenantRecord.Key key, LeadPatch patch, boolean replace) {
        return real.upsert(database, of, key, patch, replace);
      }

      @Override
      public Uni<Boolean> delete(String database, int of, TenantRecord.Key key) {
        return real.delete(database, of, key);
      }
    };
  }

  /// What takes leads out of the flow.
  private String exitOn = "";

  private Campaign read(String flow) {
    return read("c", flow);
  }

  private Campaign read(String name, String flow) {
    String source =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: %s }
        spec:
          triggers: [{ on: form }]
          exitOn: [%s]
          tokens: { my.plus: "+10" }
          flow:
        """
                .formatted(name, exitOn)
            + flow.indent(4);
    return parsed(source);
  }

  private static Campaign parsed(String source) {
    return switch (CampaignReader.read(source, false, SCHEMA)) {
      case ReadResult.Ok<Document.OfCampaign> ok -> ok.value().campaign();
      case ReadResult.Errors<Document.OfCampaign> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  /// A lead with these fields in a flow.
  private QueuedTask enter(String lead, Map<String, Object> fields, String flow) {
    return enter("c", lead, fields, flow);
  }

  private QueuedTask enter(String name, String lead, Map<String, Object> fields, String flow) {
    Campaign campaign = read(name, flow);
    await(campaigns.put(tenant, name, CampaignJson.write(campaign), ""));
    Campaigns.Entry entry =
        await(campaigns.state(tenant, name, Campaigns.State.ACTIVE)).orElseThrow();
    var patch = new LeadPatch(fields, List.of(), false);
    await(journal.upsert(DB, tenant, List.of(new Upsert(lead, patch, false))));
    var candidate =
        new Arrival.Candidate(
            TaskId.of("acme", "/web", lead, name),
            entry.number(),
            entry.activeVersion(),
            campaign.qualification(),
            Flow.first(campaign).id(),
            Catalogue.STANDARD.family(campaign, Flow.first(campaign)),
            campaign.priority(),
            false);
    return accepted(lead, candidate);
  }

  private QueuedTask accepted(String lead, Arrival.Candidate candidate) {
    Acceptance.Journaled journaled = journaled("form", lead, Map.of(), List.of(candidate));
    if (journaled.verdicts().getFirst() instanceof Verdict.Accepted(QueuedTask task)) return task;
    throw new AssertionError("not accepted");
  }

  private Acceptance.Journaled journaled(
      String type, String lead, Map<String, Object> data, List<Arrival.Candidate> candidates) {
    String id = lead + "-" + ++events;
    var event =
        new Event(
            "/web",
            id,
            type,
            Optional.of(lead),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            data);
    var arrival =
        new Arrival(
            tenant,
            0,
            new LeadRef.ById(lead),
            Tenant.UnknownLead.CREATE,
            event,
            new Digest16(1, events),
            true,
            false,
            candidates,
            true);
    if (await(journal.accept(DB, List.of(arrival))).getFirst()
        instanceof Acceptance.Journaled journaled) return journaled;
    throw new AssertionError("not journaled");
  }

  /// An event that matches no campaign; the task it wakes runs on.
  private Optional<Outcome> hears(String lead, String type, Map<String, Object> data) {
    List<QueuedTask> woken = journaled(type, lead, data, List.of()).woken();
    assertThat(woken).hasSizeLessThan(2);
    return woken.stream().findFirst().map(this::run);
  }

  /// One visit by the family that the task is for.
  private Outcome visit(QueuedTask task) {
    var request =
        new ActionRequest(
            SHARD,
            task.family(),
            false,
            "1-1",
            await(journal.now(DB)).plusSeconds(15),
            List.of(new Lease(task, "1-2")));
    return await(visits.execute(request)).items().getFirst().outcome();
  }

  /// To the end of the flow, or its first wait.
  private Outcome run(QueuedTask task) {
    QueuedTask at = task;
    while (true) {
      Outcome outcome = visit(at);
      if (!(outcome instanceof Outcome.Next(Family family))) return outcome;
      at = at.with(family, false);
    }
  }

  /// The clock moves to the end of the wait; what re-enters runs on.
  private Outcome runOn(Outcome wait) {
    if (!(wait instanceof Outcome.WaitUntil(Instant until))) throw new AssertionError(wait);
    journal.advance(Duration.between(await(journal.now(DB)), until));
    List<QueuedTask> due = await(journal.reenter(DB, Map.of(tenant, 10)));
    assertThat(due).hasSize(1);
    return run(due.getFirst());
  }

  private List<String> trail(QueuedTask task) {
    List<String> trail = new ArrayList<>();
    await(journal.activities(DB, tenant, task.lead(), OptionalLong.empty(), 1_000)).stream()
        .filter(row -> row.step().isPresent())
        .forEach(row -> trail.add(row.step().orElse("") + " " + row.type()));
    Collections.reverse(trail);
    return trail;
  }

  private static String add(String id) {
    return "{ step: " + id + ", do: score.change, with: { score: score, change: +1 } }";
  }

  @ParameterizedTest
  @CsvSource({
    "9, choose flow.branched; nine scored; end scored",
    "5, choose flow.branched; five scored; end scored",
    "1, choose flow.branched; other flow.exited"
  })
  void the_first_case_that_holds_is_run_and_then_what_follows(long score, String trail) {
    String flow =
        """
        - step: choose
          do: choose
          cases:
            - { when: lead.score > 5, flow: [%s] }
            - { when: { rules: [{ field: score, op: at least, value: 5 }] }, flow: [%s] }
          otherwise: [{ step: other, do: flow.exit }]
        - %s
        """
            .formatted(add("nine"), add("five"), add("end"));
    QueuedTask task = enter("ann", Map.of("score", score), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly(trail.split("; "));
  }

  private static final TenantRecord.Key ACME = TenantRecord.Key.company("acme").orElseThrow();
  private static final String FIT =
      "{ step: fit, do: score.company, with: { score: fit, change: +1 } }";

  private TenantRecord acme() {
    return await(journal.find(DB, List.of(new Records.Address(tenant, ACME)))).getFirst();
  }

  private Map<String, Object> fieldsOf(String lead) {
    return await(journal.read(DB, List.of(new Leads.Address(tenant, new LeadRef.ById(lead)))))
        .getFirst()
        .orElseThrow()
        .fields();
  }

  private void fits(long score) {
    LeadPatch patch = new LeadPatch(Map.of("fit", score), List.of(), false);
    await(journal.upsert(DB, tenant, ACME, patch, false));
  }

  @Test
  void a_campaign_that_names_no_company_reads_none() {
    QueuedTask task = enter("ann", Map.of("company", "Acme"), "- " + add("a"));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(reads).isZero();
  }

  @ParameterizedTest
  @CsvSource({"' ACME', 5", "Zeta, 1", "'', 1"})
  void expressions_and_tokens_read_the_leads_company(String company, long score) {
    fits(5);
    String flow =
        """
        - step: s
          do: score.change
          with: { score: score, change: +1 }
          choices: [{ when: company.fit > 4, with: { change: "+{{company.fit}}" } }]
        """;
    QueuedTask task = enter("ann", Map.of("company", company), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(fieldsOf("ann")).containsEntry("score", score);
    assertThat(reads).isEqualTo(company.isEmpty() ? 0 : 1);
  }

  @Test
  void a_step_sees_the_company_as_the_one_before_has_left_it() {
    String flow =
        "- %s\n- { step: s, do: choose, cases: [{ when: company.fit == 1, flow: [%s] }] }"
            .formatted(FIT, add("a"));
    QueuedTask task = enter("ann", Map.of("company", "acme"), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("fit fitted", "s flow.branched", "a scored");
    assertThat(acme()).isEqualTo(new TenantRecord(ACME, 1, Map.of("fit", 1L)));
  }

  @Test
  void a_batch_of_leads_of_one_company_reads_it_once_and_commits_at_once() {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 100; i++)
      leases.add(new Lease(enter("l" + i, Map.of("company", "Acme"), "- " + FIT), "1-" + i));
    var request =
        new ActionRequest(SHARD, Family.SCORING, false, "1-1", NOW.plusSeconds(9), leases);
    assertThat(await(visits.execute(request)).items())
        .extracting(Completion.Item::outcome)
        .containsOnly(new Outcome.Done(TaskState.DONE));
    assertThat(acme()).isEqualTo(new TenantRecord(ACME, 100, Map.of("fit", 100L)));
    assertThat(fieldsOf("l99")).containsEntry("score", 99L);
    assertThat(reads).isOne();
  }

  @Test
  void a_company_changed_meanwhile_is_decided_on_again() {
    QueuedTask task = enter("ann", Map.of("company", "Acme"), "- " + FIT);
    beforeTheCompanyIsDecided = () -> fits(41);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(acme().fields()).containsEntry("fit", 42L);
    assertThat(fieldsOf("ann")).containsEntry("score", 41L);
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void a_rate_lets_so_many_pass_in_each_period_in_the_order_of_arrival() {
    String flow = "- { step: r, do: rate, with: { count: 2, per: 1h } }\n- " + add("a");
    Outcome done = new Outcome.Done(TaskState.DONE);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 5; i++) outcomes.add(run(enter("l" + i, Map.of(), flow)));
    assertThat(outcomes).containsExactly(done, done, waits("PT1H"), waits("PT1H"), waits("PT2H"));
    journal.advance(Duration.ofMinutes(59));
    assertThat(await(journal.reenter(DB, Map.of(tenant, 10)))).isEmpty();
    journal.advance(Duration.ofMinutes(1));
    assertThat(await(journal.reenter(DB, Map.of(tenant, 10))).stream().map(this::run))
        .containsExactly(done, done);
    assertThat(run(enter("l5", Map.of(), flow))).isEqualTo(waits("PT2H"));
    journal.advance(Duration.ofHours(2));
    assertThat(await(journal.reenter(DB, Map.of(tenant, 10)))).hasSize(2);
    QueuedTask last = enter("l6", Map.of(), flow);
    assertThat(run(last)).isEqualTo(done);
    assertThat(trail(last)).containsExactly("r wait.ended", "a scored");
  }

  private static Outcome waits(String behindNow) {
    return new Outcome.WaitUntil(NOW.plus(Duration.parse(behindNow)));
  }

  @Test
  void a_declared_flow_runs_inside_its_step_and_waits_there() {
    String flow = "- { step: run, do: flow.run, with: { flow: scores } }\n- %s";
    QueuedTask task = enter("ann", Map.of(), flow.formatted(add("end")));
    assertThat(runOn(run(task))).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly(
            "run flow.branched",
            "run/one scored",
            "run/pause wait.started",
            "run/pause wait.ended",
            "run/two scored",
            "end scored");
  }

  @Test
  void a_lead_is_taken_out_of_another_campaign_and_its_history_says_by_whom() {
    QueuedTask other =
        enter("ann", Map.of(), "- { step: w, do: wait.for, with: { duration: 1h } }");
    assertThat(run(other)).isInstanceOf(Outcome.WaitUntil.class);
    String flow =
        "- { step: r, do: flow.remove, with: { campaign: c } }\n"
            + "- { step: n, do: flow.remove, with: { campaign: nobody } }\n- %s";
    QueuedTask task = enter("d", "ann", Map.of(), flow.formatted(add("on")));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly(
            "w wait.started", "r flow.removed", "n step.skipped", "on scored", "w flow.exited");
    assertThat(await(journal.get(DB, tenant, other.task())).orElseThrow().state())
        .isEqualTo(TaskState.DONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"this", "all", "c"})
  void out_of_its_own_campaign_or_all_the_task_itself_ends(String campaign) {
    QueuedTask other =
        enter("d", "ann", Map.of(), "- { step: w, do: wait.for, with: { duration: 1h } }");
    assertThat(run(other)).isInstanceOf(Outcome.WaitUntil.class);
    QueuedTask task =
        enter(
            "ann",
            Map.of(),
            "- { step: r, do: flow.remove, with: { campaign: %s } }\n- %s"
                .formatted(campaign, add("on")));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactlyElementsOf(
            campaign.equals("all")
                ? List.of("w wait.started", "r flow.exited", "w flow.exited")
                : List.of("w wait.started", "r flow.exited"));
  }

  private static final String EVERY = "\nqualification: every";

  /// An executable campaign, active.
  private int child(String name, String flow, String more) {
    String source =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: %s }
        spec:
          executable: true
          tokens: { my.plus: "+1" }
          flow:
        """
                .formatted(name)
            + flow.indent(4)
            + more.indent(2);
    await(campaigns.put(tenant, name, CampaignJson.write(parsed(source)), ""));
    return await(campaigns.state(tenant, name, Campaigns.State.ACTIVE)).orElseThrow().number();
  }

  private static String execute(String id, String child) {
    return "- { step: " + id + ", do: campaign.execute, with: { campaign: " + child + " } }\n";
  }

  @Test
  void a_child_s_steps_run_inside_the_step_and_then_the_parent_goes_on() {
    child("inner", "- " + add("in"), EVERY);
    child("outer", "- " + add("one") + "\n" + execute("go", "inner") + "- " + add("two"), EVERY);
    QueuedTask task = enter("ann", Map.of(), execute("x", "outer") + "- " + add("end"));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly(
            "x campaign.executed",
            "x/one scored",
            "x/go campaign.executed",
            "x/go/in scored",
            "x/two scored",
            "end scored");
  }

  @Test
  void a_child_is_left_with_flow_exit_and_the_parent_goes_on() {
    child("leaves", "- { step: out, do: flow.exit }\n- " + add("never"), EVERY);
    QueuedTask task = enter("ann", Map.of(), execute("x", "leaves") + "- " + add("end"));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly("x campaign.executed", "x/out flow.exited", "end scored");
  }

  @Test
  void out_of_a_child_is_out_of_the_parent_too() {
    child("gone", "- { step: out, do: flow.remove, with: { campaign: this } }", EVERY);
    QueuedTask task = enter("ann", Map.of(), execute("x", "gone") + "- " + add("end"));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("x campaign.executed", "x/out flow.exited");
  }

  @Test
  void a_child_that_takes_a_lead_once_is_skipped_the_second_time_and_so_is_one_behind_filters() {
    child("first", "- " + add("a"), "");
    child("second", "- " + add("b"), "");
    child(
        "filtered",
        "- " + add("c"),
        "filters: { rules: [{ field: email, op: is not empty }] }" + EVERY);
    String flow = execute("x", "first") + execute("y", "second") + execute("z", "filtered");
    QueuedTask once = enter("ann", Map.of(), flow + flow.replaceAll("step: (.)", "step: $1$1"));
    assertThat(run(once)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(once))
        .containsExactly(
            "x campaign.executed",
            "x/a scored",
            "y campaign.executed",
            "y/b scored",
            "z step.skipped",
            "xx step.skipped",
            "yy step.skipped",
            "zz step.skipped");
  }

  @Test
  void what_is_not_active_not_executable_or_not_there_is_skipped() {
    child("asleep", "- " + add("a"), EVERY);
    await(campaigns.state(tenant, "asleep", Campaigns.State.INACTIVE));
    enter("other", "bob", Map.of(), "- " + add("a"));
    String flow = execute("x", "asleep") + execute("y", "other") + execute("z", "nobody");
    QueuedTask task = enter("ann", Map.of(), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("x step.skipped", "y step.skipped", "z step.skipped");
  }

  @Test
  void an_edit_meanwhile_does_not_change_a_child_that_runs() {
    child("edited", "- " + add("a") + "\n- " + add("b"), EVERY);
    QueuedTask task = enter("ann", Map.of(), execute("x", "edited") + execute("y", "edited"));
    beforeTheScoreIsDecided =
        () -> {
          beforeTheScoreIsDecided = () -> {};
          child("edited", "- " + add("new"), EVERY);
          throw new IllegalStateException("a bug");
        };
    assertThat(run(task)).isInstanceOf(Outcome.RetryAfter.class);
    journal.advance(Duration.ofMinutes(1));
    assertThat(run(task.with(Family.SCORING, false))).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly(
            "x campaign.executed",
            "x/a scored",
            "x/b scored",
            "y campaign.executed",
            "y/new scored");
  }

  @Test
  void a_dead_letter_in_a_child_is_redriven_there() {
    child("dies", "- " + add("a").replace("+1 }", "+1 }, retry: { attempts: 1 }"), EVERY);
    QueuedTask task = enter("ann", Map.of(), execute("x", "dies") + "- " + add("end"));
    beforeTheScoreIsDecided =
        () -> {
          beforeTheScoreIsDecided = () -> {};
          throw new IllegalStateException("a bug");
        };
    assertThat(run(task)).isInstanceOf(Outcome.Dead.class);
    QueuedTask again = await(journal.redrive(DB, tenant, task.task())).orElseThrow();
    assertThat(run(again)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly("x campaign.executed", "x/a step.failed", "x/a scored", "end scored");
  }

  @Test
  void campaigns_run_one_another_three_deep() {
    child("c4", "- " + add("a"), EVERY);
    child("c3", execute("s", "c4"), EVERY);
    child("c2", execute("s", "c3"), EVERY);
    child("c1", execute("s", "c2"), EVERY);
    QueuedTask task = enter("ann", Map.of(), execute("s", "c1"));
    assertThat(run(task)).isInstanceOf(Outcome.Dead.class);
    assertThat(trail(task))
        .containsExactly(
            "s campaign.executed",
            "s/s campaign.executed",
            "s/s/s campaign.executed",
            "s/s/s/s step.failed");
  }

  @Test
  void a_jump_in_a_child_stays_inside_and_its_tokens_are_whose_the_step_says() {
    String jump =
        "- { step: j, do: flow.jump, with: { step: end } }\n- "
            + add("never")
            + "\n- { step: end, do: score.change, with: { score: score, change: '{{my.plus}}' } }";
    child("jumps", jump, EVERY);
    String own = execute("x", "jumps");
    QueuedTask task =
        enter(
            "ann",
            Map.of(),
            own + own.replace("step: x", "step: y").replace("jumps", "jumps, tokens: parent"));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).contains("x/j flow.jumped", "x/end scored", "y/end scored");
    assertThat(lead("ann").fields()).containsEntry("score", 11L);
  }

  private Lead lead(String id) {
    return await(journal.read(DB, List.of(new Leads.Address(tenant, new LeadRef.ById(id)))))
        .getFirst()
        .orElseThrow();
  }

  @Test
  void a_case_counts_what_the_lead_did_and_what_the_flow_has_just_done() {
    String flow =
        """
        - %s
        - step: choose
          do: choose
          cases:
            - { when: { rules: [{ activity: scored, op: not done }] }, flow: [%s] }
            - { when: { rules: [{ activity: seen, within: 7d, atLeast: 2, where: [{ field: page, op: is, value: price }] }] }, flow: [%s] }
          otherwise: [%s]
        """
            .formatted(add("score"), add("unscored"), add("keen"), add("cold"));
    QueuedTask bob = enter("bob", Map.of(), flow);
    journaled("seen", "bob", Map.of("page", "price"), List.of());
    journaled("seen", "bob", Map.of("page", "home"), List.of());
    assertThat(run(bob)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(bob)).containsExactly("score scored", "choose flow.branched", "cold scored");
    QueuedTask ann = enter("ann", Map.of(), flow);
    journaled("seen", "ann", Map.of("page", "price"), List.of());
    journaled("seen", "ann", Map.of("page", "Price"), List.of());
    assertThat(run(ann)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(ann)).containsExactly("score scored", "choose flow.branched", "keen scored");
  }

  @Test
  void a_case_asks_which_campaigns_the_lead_has_entered() {
    String flow =
        "- { step: c, do: choose, cases: [{ when: { rules: [{ campaign: c, within: 1d }] }, flow: [%s] }] }"
            .formatted(add("in"));
    QueuedTask task = enter("ann", Map.of(), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("c flow.branched", "in scored");
    QueuedTask late = enter("bob", Map.of(), flow);
    journal.advance(Duration.ofDays(2));
    assertThat(run(late)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(late)).containsExactly("c step.skipped");
  }

  @Test
  void what_decided_stands_in_the_activity_of_the_step_and_in_no_other() {
    String flow =
        """
        - step: a
          do: score.change
          with: { score: score, change: +1 }
          choices:
            - { when: lead.score > 5, with: { change: +2 } }
            - { when: lead.title == "x" || lead.score == 3, with: { change: +3 } }
        - step: c
          do: choose
          cases: [{ when: lead.score > 50, flow: [%s] }]
        - %s
        """
            .formatted(add("d"), add("b"));
    QueuedTask task = enter("ann", Map.of("score", 3L), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("a scored", "c step.skipped", "b scored");
    assertThat(decided(task))
        .containsExactly(
            Optional.of(new Evidence(2, Map.of("lead.score", 3L), Map.of(), 0)),
            Optional.of(new Evidence(0, Map.of("lead.score", 6L), Map.of(), 0)),
            Optional.empty());
  }

  /// Of each step, oldest first.
  private List<Optional<Evidence>> decided(QueuedTask task) {
    return await(journal.steps(DB, tenant, task.task(), 100)).reversed().stream()
        .map(row -> Evidence.read(row.attributes()))
        .toList();
  }

  @Test
  void without_a_case_that_holds_the_step_is_skipped() {
    String flow = "- { step: c, do: choose, cases: [{ when: lead.score > 5, flow: [%s] }] }\n- %s";
    QueuedTask task = enter("ann", Map.of(), flow.formatted(add("a"), add("b")));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("c step.skipped", "b scored");
  }

  @Test
  void a_split_sends_every_lead_one_way_and_some_each_way() {
    String flow =
        "- { step: s, do: split, branches: [{ weight: 1, flow: [%s] }, { weight: 1, flow: [%s] }] }"
            .formatted(add("left"), add("right"));
    List<String> ways = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      QueuedTask task = enter("lead" + i, Map.of(), flow);
      assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
      assertThat(trail(task)).hasSize(2).first().isEqualTo("s flow.branched");
      ways.add(trail(task).getLast());
    }
    assertThat(ways)
        .containsOnly("left scored", "right scored")
        .contains("left scored", "right scored");
  }

  @Test
  void a_jump_goes_back_until_its_choice_says_nothing() {
    String flow =
        """
        - %s
        - step: again
          do: flow.jump
          with: { step: a }
          choices: [{ when: lead.score >= 3, nothing: true }]
        - %s
        """
            .formatted(add("a"), add("b"));
    QueuedTask task = enter("ann", Map.of(), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly(
            "a scored",
            "again flow.jumped",
            "a scored",
            "again flow.jumped",
            "a scored",
            "again step.skipped",
            "b scored");
  }

  @Test
  void a_step_is_jumped_to_a_hundred_times_and_no_more() {
    String flow =
        """
        - %s
        - { step: again, do: flow.jump, with: { step: a }, choices: [{ when: lead.score < 0, nothing: true }] }
        """
            .formatted(add("a"));
    QueuedTask task = enter("ann", Map.of(), flow);
    assertThat(run(task))
        .isInstanceOfSatisfying(
            Outcome.Dead.class,
            dead -> assertThat(dead.reason()).contains("step a was jumped to 100 times"));
    assertThat(trail(task)).filteredOn("a scored"::equals).hasSize(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"59min", "1h"})
  void a_long_wait_begins_the_count_of_jumps_anew(String wait) {
    String flow =
        """
        - { step: w, do: wait.for, with: { duration: %s } }
        - { step: again, do: flow.jump, with: { step: w }, choices: [{ when: lead.score > 0, nothing: true }] }
        """
            .formatted(wait);
    Outcome outcome = run(enter("ann", Map.of(), flow));
    for (int i = 0; i < 101 && outcome instanceof Outcome.WaitUntil; i++) outcome = runOn(outcome);
    assertThat(outcome)
        .isInstanceOf(wait.equals("1h") ? Outcome.WaitUntil.class : Outcome.Dead.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait.for   | duration: 1h                                        | 2026-03-01T13:00:00Z",
        "wait.for   | duration: 1h, endOn: [tue], at: '09:00'             | 2026-03-03T09:00:00Z",
        "wait.for   | duration: 1h, at: '09:00', zone: lead               | 2026-03-02T00:00:00Z",
        "wait.for   | duration: 1h, at: '09:00', zone: America/New_York   | 2026-03-01T14:00:00Z",
        "wait.date  | date: 2026-03-08                                    | 2026-03-08T00:00:00Z",
        "wait.date  | date: 2026-03-08, time: '10:00', zone: lead         | 2026-03-08T01:00:00Z",
        "wait.token | token: '{{lead.born}}', nextAnniversary: true       | 2027-02-28T00:00:00Z",
        "wait.token | token: '{{lead.born}}', nextAnniversary: true, offset: 2d, at: '13:00' | 2026-03-02T13:00:00Z",
        "wait.token | token: '{{lead.born}}', nextAnniversary: true, offset: 1d, at: '11:00' | 2027-03-01T11:00:00Z"
      })
  void a_wait_ends_when_it_says(String action, String with, Instant until) {
    String flow = "- { step: w, do: %s, with: { %s } }\n- %s".formatted(action, with, add("a"));
    QueuedTask task = enter("ann", Map.of("timeZone", "Asia/Tokyo", "born", "2024-02-29"), flow);
    Outcome outcome = run(task);
    assertThat(outcome).isEqualTo(new Outcome.WaitUntil(until));
    assertThat(trail(task)).containsExactly("w wait.started");
    assertThat(await(journal.get(DB, tenant, task.task())).orElseThrow().state())
        .isEqualTo(TaskState.WAITING);
    assertThat(runOn(outcome)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("w wait.started", "w wait.ended", "a scored");
  }

  @ParameterizedTest
  @CsvSource({
    "continue, w wait.ended; a scored",
    "skip, w step.skipped; a scored",
    "stop, w flow.exited"
  })
  void a_day_that_is_over_is_not_waited_for(String ifPast, String trail) {
    String flow =
        "- { step: w, do: wait.date, with: { date: 2026-03-01, ifPast: %s } }\n- %s"
            .formatted(ifPast, add("a"));
    QueuedTask task = enter("ann", Map.of(), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly(trail.split("; "));
  }

  @Test
  void a_token_without_a_date_skips_the_wait() {
    String flow = "- { step: w, do: wait.token, with: { token: '{{lead.born}}' } }\n- " + add("a");
    QueuedTask task = enter("ann", Map.of(), flow);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("w step.skipped", "a scored");
  }

  @Test
  void a_commit_that_comes_late_does_not_begin_the_wait_again() {
    String flow = "- { step: w, do: wait.for, with: { duration: 1h } }\n- " + add("a");
    QueuedTask task = enter("ann", Map.of(), flow);
    beforeTheWaitIsDecided =
        () -> {
          beforeTheWaitIsDecided = () -> {};
          run(task);
          journal.advance(Duration.ofHours(1));
          await(journal.reenter(DB, Map.of(tenant, 10)));
        };
    Outcome late = visit(task);
    assertThat(late).isInstanceOf(Outcome.Moved.class);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).containsExactly("w wait.started", "w wait.ended", "a scored");
  }

  @Test
  void a_wait_at_the_end_ends_the_flow() {
    QueuedTask task = enter("ann", Map.of(), "- { step: w, do: wait.for, with: { duration: 1h } }");
    assertThat(runOn(run(task))).isEqualTo(new Outcome.Done(TaskState.DONE));
  }

  /// Waits for a click on "demo", at most two days.
  private static final String UNTIL_CLICK =
      """
      - %s
      - step: w
        do: wait.until
        with: { on: email.clicked, where: 'event.email == "demo"', timeout: 2d }
        then: [{ step: yes, do: flow.exit, with: { reason: "{{lead.score}}" } }]
        onTimeout: [%s]
      - %s
      """
          .formatted(add("a"), add("late"), add("b"));

  private static final Map<String, Object> DEMO = Map.of("email", "demo");

  @Test
  void the_event_that_is_awaited_ends_the_wait_and_another_does_not() {
    QueuedTask task = enter("ann", Map.of(), UNTIL_CLICK);
    assertThat(run(task)).isEqualTo(new Outcome.WaitUntil(NOW.plus(Duration.ofDays(2))));
    assertThat(hears("ann", "page.visited", DEMO)).isEmpty();
    assertThat(hears("bob", "email.clicked", DEMO)).isEmpty();
    assertThat(hears("ann", "email.clicked", Map.of("email", "other")))
        .contains(new Outcome.WaitUntil(NOW.plus(Duration.ofDays(2))));
    assertThat(hears("ann", "email.clicked", DEMO)).contains(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly("a scored", "w wait.started", "w wait.ended", "yes flow.exited");
  }

  @Test
  void without_the_event_the_wait_ends_in_time() {
    QueuedTask task = enter("ann", Map.of(), UNTIL_CLICK);
    Outcome wait = run(task);
    hears("ann", "email.clicked", Map.of("email", "other"));
    assertThat(runOn(wait)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly("a scored", "w wait.started", "w wait.ended", "late scored", "b scored");
  }

  @Test
  void an_event_that_comes_while_the_wait_is_being_stored_is_not_missed() {
    String flow =
        """
        - %s
        - step: w
          do: wait.until
          with: { on: [email.opened, email.clicked], where: event.email == "demo", timeout: 2d }
        - %s
        """
            .formatted(add("a"), add("b"));
    QueuedTask task = enter("ann", Map.of(), flow);
    beforeTheScoreIsDecided =
        () -> {
          beforeTheScoreIsDecided = () -> {};
          journal.advance(Duration.ofMillis(1));
          assertThat(hears("ann", "email.clicked", DEMO)).isEmpty();
        };
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly("a scored", "w wait.started", "w wait.ended", "b scored");
  }

  /// Waits until the score is ten, at most two days.
  private static final String UNTIL_TEN =
      """
      - %s
      - step: w
        do: wait.until
        with: { until: lead.score >= 10, timeout: 2d }
        then: [{ step: yes, do: flow.exit }]
        onTimeout: [%s]
      """
          .formatted(add("a"), add("late"));

  @Test
  void a_condition_that_holds_already_ends_its_wait_at_once() {
    QueuedTask task = enter("ann", Map.of("score", 9L), UNTIL_TEN);
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly("a scored", "w wait.started", "w wait.ended", "yes flow.exited");
  }

  @Test
  void a_change_of_the_lead_ends_the_wait_only_once_its_condition_holds() {
    QueuedTask task = enter("ann", Map.of("score", 0L), UNTIL_TEN);
    var twoDays = new Outcome.WaitUntil(NOW.plus(Duration.ofDays(2)));
    assertThat(run(task)).isEqualTo(twoDays);
    journal.advance(Duration.ofHours(1));
    assertThat(changes("ann", 9L)).isEqualTo(twoDays);
    assertThat(await(journal.reenter(DB, Map.of(tenant, 10)))).isEmpty();
    assertThat(changes("ann", 10L)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).endsWith("w wait.ended", "yes flow.exited");
  }

  @Test
  void a_wait_for_a_condition_keeps_its_timeout_over_changes_in_vain() {
    QueuedTask task = enter("ann", Map.of("score", 0L), UNTIL_TEN);
    run(task);
    journal.advance(Duration.ofHours(1));
    assertThat(runOn(changes("ann", 5L))).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).endsWith("w wait.ended", "late scored");
  }

  /// The lead's score becomes that, and the task that watches it runs on.
  private Outcome changes(String lead, long score) {
    var patch = new LeadPatch(Map.of("score", score), List.of(), false);
    await(journal.upsert(DB, tenant, List.of(new Upsert(lead, patch, false))));
    List<QueuedTask> due = await(journal.reenter(DB, Map.of(tenant, 10)));
    assertThat(due).hasSize(1);
    return run(due.getFirst());
  }

  @ParameterizedTest
  @CsvSource({"previousStep, false", "entry, true", "now, false"})
  void events_count_since_the_step_before_the_wait_or_since_entry(String since, boolean heard) {
    String flow =
        """
        - { step: w, do: wait.for, with: { duration: 1h } }
        - { step: u, do: wait.until, with: { on: email.clicked, since: %s } }
        - %s
        """
            .formatted(since, add("b"));
    QueuedTask task = enter("ann", Map.of(), flow);
    Outcome wait = run(task);
    journal.advance(Duration.ofMinutes(1));
    hears("ann", "email.clicked", DEMO);
    assertThat(runOn(wait)).isEqualTo(new Outcome.Done(heard ? TaskState.DONE : TaskState.WAITING));
  }

  @Test
  void the_event_that_brought_the_lead_in_ends_no_wait() {
    QueuedTask task =
        enter("ann", Map.of(), "- { step: w, do: wait.until, with: { on: form } }\n- " + add("a"));
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.WAITING));
    assertThat(hears("ann", "form", Map.of())).contains(new Outcome.Done(TaskState.DONE));
  }

  @Test
  void what_ended_the_wait_is_known_to_the_steps_after_it() {
    String flow =
        """
        - { step: w, do: wait.until, with: { on: email.clicked } }
        - { step: p, do: wait.for, with: { duration: 1h } }
        - step: c
          do: choose
          cases: [{ when: 'waited.link == "/price"', flow: [%s] }]
        """
            .formatted(add("price"));
    QueuedTask task = enter("ann", Map.of(), flow);
    run(task);
    Outcome pause = hears("ann", "email.clicked", Map.of("link", "/price")).orElseThrow();
    assertThat(runOn(pause)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task)).contains("price scored");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"wait.for, with: { duration: 2d }", "wait.until, with: { on: email.clicked }"})
  void what_takes_leads_out_does_so_wherever_they_wait(String wait) {
    exitOn =
        "{ on: [order.paid, order.gift], where: event.amount > 10 }, { on: email.unsubscribed }";
    String flow = "- %s\n- { step: w, do: %s }\n- %s".formatted(add("a"), wait, add("b"));
    for (String type : List.of("order.gift", "email.unsubscribed")) {
      String lead = type.replace('.', '-');
      QueuedTask task = enter(lead, Map.of(), flow);
      run(task);
      assertThat(hears(lead, "order.paid", Map.of("amount", 9L))).isPresent();
      assertThat(hears(lead, "page.visited", Map.of("amount", 11L))).isEmpty();
      assertThat(hears(lead, type, Map.of("amount", 11L)))
          .contains(new Outcome.Done(TaskState.DONE));
      assertThat(trail(task)).containsExactly("a scored", "w wait.started", "w flow.exited");
    }
  }

  @Test
  void what_took_the_lead_out_before_its_wait_still_does() {
    exitOn = "{ on: order.paid }";
    String flow =
        """
        - { step: w, do: wait.for, with: { duration: 1h } }
        - %s
        - { step: v, do: wait.for, with: { duration: 1h } }
        - %s
        """
            .formatted(add("a"), add("b"));
    QueuedTask task = enter("ann", Map.of(), flow);
    Outcome wait = run(task);
    beforeTheScoreIsDecided =
        () -> {
          beforeTheScoreIsDecided = () -> {};
          assertThat(hears("ann", "order.paid", Map.of())).isEmpty();
        };
    assertThat(runOn(wait)).isEqualTo(new Outcome.Done(TaskState.DONE));
    assertThat(trail(task))
        .containsExactly(
            "w wait.started", "w wait.ended", "a scored", "v wait.started", "v flow.exited");
  }

  @Test
  void more_events_than_are_read_at_once_are_looked_at_in_turns() {
    QueuedTask task = enter("ann", Map.of(), UNTIL_CLICK);
    beforeTheScoreIsDecided =
        () -> {
          beforeTheScoreIsDecided = () -> {};
          journal.advance(Duration.ofMillis(1));
          for (int i = 0; i < 450; i++) hears("ann", "email.clicked", Map.of("email", "other"));
          hears("ann", "email.clicked", DEMO);
        };
    assertThat(run(task)).isEqualTo(new Outcome.Done(TaskState.DONE));
  }
}
