package dev.fairway.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.nullValue;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Pool;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.StepCommit.Activity;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Evidence;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.Audit;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.Flows;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.Tasks;
import dev.fairway.ports.Tenants;
import dev.fairway.recovery.Generations;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class TasksApiTest {
  @Inject Tenants tenants;
  @Inject TaskJournal journal;
  @Inject Tasks journaled;
  @Inject Flows flows;
  @Inject Audit audit;
  @Inject FairQueue queue;
  @Inject Generations generations;

  private String name = "";
  private String tasks = "";

  @BeforeEach
  void a_tenant_with_a_campaign() {
    name = Api.newTenant();
    tasks = "/tenants/" + name + "/tasks";
    Api.yaml("PUT", "/tenants/" + name + "/assets/Fields/lead", CampaignsApiTest.FIELDS);
    Api.yaml("PUT", "/tenants/" + name + "/campaigns/hot", CampaignsApiTest.campaign("hot", 1))
        .then()
        .statusCode(201);
    Api.post("/tenants/" + name + "/campaigns/hot/activate").then().statusCode(200);
  }

  @Test
  void a_task_is_shown_with_its_campaign_its_lead_and_why_it_waits() {
    QueuedTask first = accept("ann", "e1");
    QueuedTask second = accept("ann", "e2");
    Api.get(tasks + "/" + first.task())
        .then()
        .statusCode(200)
        .body("campaign", equalTo("hot"))
        .body("lead", equalTo("ann"))
        .body("state", equalTo("ready"))
        .body("at", equalTo("trace"))
        .body("endedAt", nullValue());
    offer(first, second);
    Api.get(tasks + "/" + first.task()).then().body("why", containsString("turn has not come"));
    Api.get(tasks + "/" + second.task()).then().body("why", containsString("earlier task"));
    lease();
    Api.get(tasks + "/" + first.task()).then().body("state", equalTo("leased"));
    assertThat(Api.get(tasks + "?state=leased").jsonPath().getList("items.task"))
        .containsExactly(first.task().toString());
    assertThat(Api.get(tasks + "?state=ready").jsonPath().getList("items.task"))
        .containsExactly(second.task().toString());
  }

  @Test
  void a_task_tells_what_its_steps_did_by_which_values_and_what_it_waits_for() {
    name = Api.newTenant();
    tasks = "/tenants/" + name + "/tasks";
    Api.yaml("PUT", "/tenants/" + name + "/assets/Fields/lead", CampaignsApiTest.FIELDS);
    Api.yaml("PUT", "/tenants/" + name + "/campaigns/hot", CHOOSING).then().statusCode(201);
    QueuedTask task = accept("ann", "e1");
    Map<String, Object> decided =
        new Evidence(2, Map.of("lead.title", "Chef"), Map.of(1, "no such key"), 0).write();
    Instant due = Instant.parse("2030-01-01T00:00:00Z");
    commit(
        task,
        new StepCommit.Next(
            TaskState.WAITING,
            "hear",
            Family.PERSON,
            Optional.of(due),
            0,
            Map.of(),
            Optional.empty()),
        new Activity("person.dataChanged", "trace", Map.of("newValue", "b", Evidence.KEY, decided)),
        new Activity(Activity.SKIPPED, "again", Map.of("reason", "unchanged")),
        new Activity(Activity.WAITS, "hear", Map.of("on", List.of("email.clicked"))));
    var shown = Api.get(tasks + "/" + task.task()).then().statusCode(200);
    shown
        .body("state", equalTo("waiting"))
        .body("waitsFor.on", equalTo(List.of("email.clicked")))
        .body("waitsFor.where", equalTo("event.email == \"demo\""))
        .body("waitsFor.until", equalTo("2030-01-01T00:00:00Z"))
        .body("steps.step", equalTo(List.of("trace", "again", "hear")))
        .body("steps[0].choice", equalTo(2))
        .body("steps[0].attributes", equalTo(Map.of("newValue", "b")))
        .body("steps[0].because.holds", equalTo(List.of(false, true)))
        .body("steps[0].because[0].when", equalTo("event.n > 1 / event.m"))
        .body("steps[0].because[0].failed", containsString("no such key"))
        .body("steps[0].because[0].failed", containsString("counts as false"))
        .body("steps[0].because[1].when.rules.field", equalTo(List.of("title", "phone")))
        .body("steps[0].because[1].values['lead.title']", equalTo("Chef"))
        .body("steps[0].because[1].values", hasKey("lead.phone"))
        .body("steps[1].skipped", equalTo("unchanged"))
        .body("steps[1].choice", nullValue());
    assertThat(shown.extract().jsonPath().getString("since"))
        .isEqualTo(shown.extract().jsonPath().getString("steps[2].at"));
  }

  private static final String CHOOSING =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: hot }
      spec:
        triggers: [{ on: web.asked }]
        flow:
          - step: trace
            do: person.append
            with: { attribute: trail, value: a }
            choices:
              - { when: event.n > 1 / event.m, with: { value: x } }
              - when: { rules: [{ field: title, op: is, value: Chef }, { field: phone, op: is empty }] }
                with: { value: b }
          - { step: again, do: person.set, with: { attribute: trail, value: b } }
          - step: hear
            do: wait.until
            with: { on: email.clicked, where: 'event.email == "demo"', timeout: 2d }
      """;

  private void commit(QueuedTask task, StepCommit.Next next, Activity... activities) {
    String database = tenant().settings().database();
    if (!(await(journal.open(database, List.of(TaskKey.of(task)))).getFirst()
        instanceof TaskJournal.Opened.Open(var open))) throw new AssertionError("not open");
    var commit =
        StepCommit.of(open, LeadPatch.NONE, List.of(), List.of(activities), List.of(), 1, next);
    await(journal.commit(database, List.of(commit)));
  }

  @Test
  void the_list_is_paged_and_filtered() {
    for (int i = 0; i < 5; i++) accept("ann", "a" + i);
    accept("bob", "b");
    var all = new ArrayList<String>();
    @Nullable String cursor = null;
    do {
      var page =
          Api.get(tasks + "?limit=2" + (cursor == null ? "" : "&cursor=" + cursor)).jsonPath();
      all.addAll(page.getList("items.task"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(all).hasSize(6).doesNotHaveDuplicates();
    assertThat(Api.get(tasks + "?lead=ann").jsonPath().getList("items")).hasSize(5);
    assertThat(Api.get(tasks + "?lead=bob&campaign=hot").jsonPath().getList("items")).hasSize(1);
    assertThat(Api.get(tasks + "?state=dead").jsonPath().getList("items")).isEmpty();
  }

  @Test
  void a_dead_letter_is_redriven_once() {
    QueuedTask task = accept("ann", "e1");
    String letter = "/tenants/" + name + "/dead-letters/" + task.task() + "/redrive";
    Api.post(letter).then().statusCode(409).body("detail", containsString("is ready"));
    kill(task);
    Api.get("/tenants/" + name + "/dead-letters")
        .then()
        .statusCode(200)
        .body("items.task", equalTo(List.of(task.task().toString())))
        .body("items[0].state", equalTo("dead"))
        .body("items[0].lost", equalTo(3));
    Api.post(letter)
        .then()
        .statusCode(200)
        .body("state", equalTo("ready"))
        .body("why", containsString("turn has not come"));
    Api.post(letter).then().statusCode(409);
    Api.get("/tenants/" + name + "/dead-letters").then().body("items", equalTo(List.of()));
  }

  @Test
  void leads_in_a_campaign_go_on_with_another_version_or_all_stay() {
    QueuedTask task = accept("ann", "e1");
    String hot = "/tenants/" + name + "/campaigns/hot";
    String other = CampaignsApiTest.campaign("hot", 2);
    Api.yaml("PUT", hot, other.replace("step: trace", "step: elsewhere")).then().statusCode(200);
    Api.post(hot + "/migrate", "{\"from\": 1, \"to\": 2}")
        .then()
        .statusCode(409)
        .body("type", endsWith("/stranded"))
        .body("stranded", equalTo(1))
        .body("leads.lead", equalTo(List.of("ann")))
        .body("leads.at", equalTo(List.of("trace")));
    Api.post(hot + "/migrate", "{\"from\": 1, \"to\": 2, \"dryRun\": true}")
        .then()
        .statusCode(200)
        .body("moved", equalTo(0))
        .body("stranded", equalTo(1));
    Api.yaml("PUT", hot, other).then().statusCode(200);
    Api.post(hot + "/migrate", "{\"from\": \"all\"}")
        .then()
        .statusCode(200)
        .body("moved", equalTo(0));
    Api.post(hot + "/activate").then().statusCode(200);
    Api.post(hot + "/migrate", "{\"from\": 3}").then().statusCode(422);
    Api.post(hot + "/migrate", "{\"from\": 4}").then().statusCode(404);
    Api.post(hot + "/migrate", "{\"from\": \"all\"}")
        .then()
        .statusCode(200)
        .body("to", equalTo(3))
        .body("moved", equalTo(1));
    assertThat(await(journaled.get(tenant().settings().database(), tenant().number(), task.task())))
        .get()
        .extracting(Tasks.Row::version)
        .isEqualTo(3);
    assertThat(await(audit.latest(name, 1)).getFirst().deed())
        .extracting(Audit.Deed::action, Audit.Deed::subject)
        .containsExactly(Audit.Action.MIGRATE, "campaign hot from all versions to 3");
  }

  @Test
  void an_aborted_campaign_ends_its_tasks() {
    QueuedTask task = accept("ann", "e1");
    Api.post("/tenants/" + name + "/campaigns/hot/abort")
        .then()
        .statusCode(200)
        .body("abortedTasks", equalTo(1));
    Api.get(tasks + "/" + task.task())
        .then()
        .body("state", equalTo("aborted"))
        .body("why", containsString("campaign was aborted"));
  }

  @Test
  void a_deleted_tenant_leaves_no_task_running() {
    QueuedTask task = accept("ann", "e1");
    Tenant tenant = tenant();
    Api.delete("/tenants/" + name + "/campaigns/hot").then().statusCode(204);
    Api.get(tasks + "/" + task.task()).then().body("state", equalTo("ready"));
    Api.delete("/tenants/" + name).then().statusCode(204);
    assertThat(await(journaled.get(tenant.settings().database(), tenant.number(), task.task())))
        .get()
        .extracting(Tasks.Row::state)
        .isEqualTo(TaskState.ABORTED);
  }

  @Test
  void the_queue_of_a_tenant_counts_what_stands_runs_and_ended() {
    QueuedTask first = accept("ann", "e1");
    QueuedTask second = accept("bob", "e2");
    QueuedTask third = accept("cid", "e3");
    kill(third);
    offer(first, second);
    var before = item();
    assertThat(before).containsEntry("mode", "PUSH").containsEntry("queue", "available");
    assertThat(before).containsEntry("ready", 2).containsEntry("inFlight", 0);
    assertThat(before).containsEntry("dead", 1).containsEntry("buffered", 0);
    assertThat(before).containsEntry("waiting", 0).containsEntry("completed", 0);
    assertThat((Integer) before.get("oldestReadyMs")).isBetween(0, 60_000);
    lease();
    var after = item();
    assertThat(after).containsEntry("ready", 0).containsEntry("inFlight", 2);
    assertThat(after).containsEntry("oldestReadyMs", null).containsEntry("waitByCause", Map.of());
  }

  @Test
  void why_a_paused_tenants_tasks_wait_is_told_with_the_queue_and_with_the_task() {
    Api.put("/tenants/" + name, "{\"state\":\"paused\"}").then().statusCode(200);
    QueuedTask head = accept("ann", "e1");
    QueuedTask second = accept("ann", "e2");
    offer(head, second);
    assertThat(why("/queues?limit=1000", "items.find { it.tenant == '" + name + "' }."))
        .containsOnlyKeys("paused");
    assertThat(why(tasks + "/" + head.task(), "")).containsOnlyKeys("paused");
    assertThat(why(tasks + "/" + second.task(), "")).containsOnlyKeys("line");
  }

  /// No Broker runs here, so a nudge is one that failed. None comes while another is under way.
  @Test
  void a_tenant_with_work_is_run_at_once_when_it_is_resumed() {
    offer(accept("ann", "e1"));
    double before = nudges();
    for (int i = 0; i < 500 && nudges() == before; i++) {
      Api.put("/tenants/" + name, "{\"state\":\"paused\"}").then().statusCode(200);
      Api.put("/tenants/" + name, "{\"state\":\"active\"}").then().statusCode(200);
    }
    assertThat(nudges()).isGreaterThan(before);
  }

  private static double nudges() {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("fairway_nudges_failed_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /// As soon as it has waited for a millisecond.
  private static Map<String, Integer> why(String path, String of) {
    Map<String, Integer> why = Map.of();
    for (int asked = 0; asked < 1_000 && why.isEmpty(); asked++)
      why = Api.get(path).jsonPath().getMap(of + "waitByCause");
    return why;
  }

  @Test
  void a_tenant_that_pulls_shows_its_mode_and_may_know_a_task_later() {
    String unknown = tasks + "/" + TaskId.of(name, "/web", "unknown", "hot");
    Api.get(unknown).then().statusCode(404).body("type", endsWith("/not-found"));
    Tenant tenant = tenant();
    String database = tenant.settings().database();
    var pull = new FlowState(FlowState.Mode.PULL, 1);
    await(flows.move(database, tenant.number(), FlowState.INITIAL, pull));
    await(flows.count(database, Map.of(tenant.number(), 7)));
    assertThat(item())
        .containsEntry("mode", "PULL")
        .containsEntry("epoch", 1)
        .containsEntry("buffered", 7);
    Api.get(unknown).then().statusCode(404).body("type", endsWith("/not-journaled"));
  }

  @Test
  void a_paused_tenant_is_served_no_more() {
    QueuedTask task = accept("ann", "e1");
    offer(task);
    Api.put("/tenants/" + name, "{\"state\": \"paused\"}").then().statusCode(200);
    lease();
    assertThat(item()).containsEntry("state", "paused").containsEntry("inFlight", 0);
    Api.put("/tenants/" + name, "{}").then().statusCode(200);
    lease();
    assertThat(item()).containsEntry("state", "active").containsEntry("inFlight", 1);
  }

  private Map<String, Object> item() {
    List<Map<String, Object>> items = Api.get("/queues?limit=1000").jsonPath().getList("items");
    return items.stream().filter(item -> name.equals(item.get("tenant"))).findFirst().orElseThrow();
  }

  private Tenant tenant() {
    return await(tenants.named(List.of(name))).getFirst();
  }

  private QueuedTask accept(String lead, String event) {
    Tenant tenant = tenant();
    var candidate =
        new Arrival.Candidate(
            TaskId.of(name, "/test", event, "hot"),
            1,
            1,
            new Qualification.Every(),
            "trace",
            Family.PERSON,
            Priority.NORMAL,
            false);
    var arrival =
        new Arrival(
            tenant.number(),
            0,
            new LeadRef.ById(lead),
            Tenant.UnknownLead.CREATE,
            event(event),
            new Digest16(1, event.hashCode()),
            true,
            true,
            List.of(candidate));
    var answer = await(journal.accept(tenant.settings().database(), List.of(arrival))).getFirst();
    if (answer instanceof Acceptance.Journaled(var recorded, var verdicts, var woken)
        && verdicts.getFirst() instanceof Acceptance.Verdict.Accepted(QueuedTask task)) return task;
    throw new AssertionError(answer);
  }

  private static Event event(String id) {
    return new Event(
        "/test",
        id,
        "person.formFilled",
        Optional.of("ann"),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        Map.of("form", "demo"));
  }

  private void offer(QueuedTask... offered) {
    var offers =
        List.of(offered).stream().map(task -> new FairQueue.Offer(task, Optional.empty())).toList();
    await(
        generations.with(
            tenant().shard(),
            generation -> queue.offer(tenant().shard(), generation, Optional.empty(), offers)));
  }

  private void lease() {
    var limits =
        new FairQueue.Limits(List.of(Family.PERSON), 100, 100, Duration.ofMinutes(1), 1_000);
    await(
        generations.with(
            tenant().shard(),
            generation -> queue.lease(tenant().shard(), generation, Pool.DB, limits)));
  }

  /// Three leases in a row end without outcome.
  private void kill(QueuedTask task) {
    var key = List.of(TaskKey.of(task));
    for (int i = 0; i < 3; i++) await(journal.lost(tenant().settings().database(), key));
  }

  private static <T> T await(Uni<T> answer) {
    return answer.await().atMost(Duration.ofSeconds(20));
  }
}
