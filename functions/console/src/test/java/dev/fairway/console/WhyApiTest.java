package dev.fairway.console;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.fairway.model.Acceptance;
import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.TaskJournal.Opened;
import dev.fairway.ports.TaskJournal.TaskKey;
import dev.fairway.ports.Tenants;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class WhyApiTest {
  private static final String CAMPAIGN =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: hot }
      spec:
        triggers: [{ on: person.formFilled, where: 'event.form == "demo"' }]
        filters:
          rules:
            - { field: email, op: is empty }
            - { field: behaviour, op: at least, value: 10 }
        flow: [{ step: trace, do: person.append, with: { attribute: trail, value: x } }]
      """;

  @Inject Tenants tenants;
  @Inject TaskJournal journal;

  private String name = "";
  private int events;

  @BeforeEach
  void a_tenant_with_a_lead_and_a_draft() {
    name = Api.newTenant();
    Api.yaml("PUT", "/tenants/" + name + "/assets/Fields/lead", CampaignsApiTest.FIELDS);
    Api.yaml("PUT", "/tenants/" + name + "/campaigns/hot", CAMPAIGN).then().statusCode(201);
    Api.put("/tenants/" + name + "/leads/ann", "{\"fields\":{}}").then().statusCode(201);
  }

  @Test
  void a_rule_over_activities_tells_how_many_it_found() {
    String counting =
        CAMPAIGN.replace(
            "{ field: email, op: is empty }",
            "{ activity: person.formFilled, within: 7d, atLeast: 2, where: [{ field: form, op: is, value: demo }] }");
    Api.yaml("PUT", "/tenants/" + name + "/campaigns/hot", counting).then().statusCode(200);
    hears("demo", List.of());
    hears("other", List.of());
    why()
        .body("rules[0].rule.activity", equalTo("person.formFilled"))
        .body("rules[0].rule.where[0].field", equalTo("form"))
        .body("rules[0].holds", equalTo(false))
        .body("rules[0].value", equalTo(1));
    hears("demo", List.of());
    why().body("rules[0].holds", equalTo(true)).body("rules[0].value", equalTo(2));
  }

  @Test
  void a_rule_may_ask_for_another_campaign_and_tells_when_it_was_entered() {
    Api.yaml(
            "PUT",
            "/tenants/" + name + "/campaigns/other",
            CAMPAIGN.replace("name: hot", "name: other"))
        .then()
        .statusCode(201);
    String unknown = CAMPAIGN.replace("field: email, op: is empty", "campaign: othr");
    Api.yaml("PUT", "/tenants/" + name + "/campaigns/hot", unknown).then().statusCode(422);
    Api.yaml("PUT", "/tenants/" + name + "/campaigns/hot", unknown.replace("othr", "other"))
        .then()
        .statusCode(200);
    why().body("rules[0].holds", equalTo(false)).body("rules[0].value", nullValue());
    hears("demo", List.of(candidate("other", 2)));
    why().body("rules[0].holds", equalTo(true)).body("rules[0].value", startsWith("20"));
  }

  private void activate() {
    Api.post("/tenants/" + name + "/campaigns/hot/activate").then().statusCode(200);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(30));
  }

  private ValidatableResponse why() {
    return Api.get("/tenants/" + name + "/leads/ann/why?campaign=hot").then().statusCode(200);
  }

  private Acceptance hears(String form, List<Arrival.Candidate> candidates) {
    Tenant tenant = await(tenants.named(List.of(name))).getFirst();
    String id = "e" + ++events;
    var event =
        new Event(
            "/test",
            id,
            "person.formFilled",
            Optional.of("ann"),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of(),
            Map.of("form", form));
    var arrival =
        new Arrival(
            tenant.number(),
            0,
            new LeadRef.ById("ann"),
            Tenant.UnknownLead.CREATE,
            event,
            new Digest16(1, events),
            true,
            false,
            candidates);
    return await(journal.accept(tenant.settings().database(), List.of(arrival))).getFirst();
  }

  private Arrival.Candidate candidate(String campaign, int number) {
    return new Arrival.Candidate(
        TaskId.of(name, "/test", "e" + (events + 1), campaign),
        number,
        1,
        new Qualification.Once(),
        "trace",
        Family.PERSON,
        Priority.NORMAL,
        false);
  }

  private QueuedTask enters() {
    if (hears("demo", List.of(candidate("hot", 1)))
            instanceof Acceptance.Journaled(var recorded, var verdicts, var woken)
        && verdicts.getFirst() instanceof Acceptance.Verdict.Accepted(QueuedTask task)) return task;
    throw new AssertionError("not accepted");
  }

  private void ends(QueuedTask task) {
    String database = await(tenants.named(List.of(name))).getFirst().settings().database();
    if (!(await(journal.open(database, List.of(TaskKey.of(task)))).getFirst()
        instanceof Opened.Open(var open))) throw new AssertionError("not open");
    var done =
        new StepCommit.Next(
            TaskState.DONE, "", Family.PERSON, Optional.empty(), 0, Map.of(), Optional.empty());
    var commit = StepCommit.of(open, LeadPatch.NONE, List.of(), List.of(), List.of(), 1, done);
    await(journal.commit(database, List.of(commit)));
  }

  @Test
  void the_first_thing_that_keeps_a_lead_out_is_said() {
    why()
        .body("answer", equalTo("the campaign is draft: it takes nobody in"))
        .body("version", equalTo(0));
    activate();
    why()
        .body("answer", equalTo("none of the events it triggers on has come: person.formFilled"))
        .body("triggers[0].heard", nullValue());
    hears("other", List.of());
    why()
        .body("answer", startsWith("the where of its triggers did not hold"))
        .body("triggers[0].where", equalTo("event.form == \"demo\""))
        .body("triggers[0].held", equalTo(false));
    hears("demo", List.of());
    why()
        .body("answer", equalTo("it does not pass the filters: rule 2 does not hold"))
        .body("triggers[0].held", equalTo(true))
        .body("passes", equalTo(false))
        .body("rules.holds", contains(true, false))
        .body("rules[1].rule.field", equalTo("behaviour"))
        .body("rules[1].value", nullValue());
    Api.patch("/tenants/" + name + "/leads/ann", "{\"fields\":{\"behaviour\":20}}");
    why()
        .body("answer", equalTo("nothing keeps it out: the next such event lets it in"))
        .body("rules[1].value", equalTo(20))
        .body("qualification", equalTo("once"));
    QueuedTask task = enters();
    why()
        .body("answer", startsWith("it is in the campaign: task " + task.task()))
        .body("tasks", hasSize(1))
        .body("tasks[0].at", equalTo("trace"));
    ends(task);
    why()
        .body("answer", startsWith("it entered on "))
        .body("tasks[0].state", equalTo("done"))
        .body("version", equalTo(1));
  }

  @Test
  void what_is_not_there_is_said() {
    String leads = "/tenants/" + name + "/leads/";
    Api.get(leads + "ann/why").then().statusCode(400);
    Api.get(leads + "ann/why?campaign=cold").then().statusCode(404);
    Api.get(leads + "bob/why?campaign=hot").then().statusCode(404);
  }
}
