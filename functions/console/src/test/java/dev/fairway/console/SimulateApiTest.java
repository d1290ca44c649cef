package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class SimulateApiTest {
  private static final String CAMPAIGN =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: hot }
      spec:
        triggers: [{ on: person.formFilled, where: 'event.form == "demo" && ce.source == "/web"' }]
        filters: { rules: [{ field: title, op: is not empty }] }
        flow:
          - step: score
            do: score.change
            with: { score: behaviour, change: +10 }
            choices: [{ when: 'lead.title.contains("Chief")', with: { change: +25 } }]
          - step: hear
            do: wait.until
            with: { on: email.clicked, timeout: 2d }
            then: [{ step: thank, do: person.append, with: { attribute: trail, value: thanks } }]
            onTimeout: [{ step: sigh, do: person.append, with: { attribute: trail, value: no } }]
          - { step: same, do: person.set, with: { attribute: title, value: "{{lead.title}}" } }
          - { step: join, do: list.add, with: { list: vip } }
          - step: other
            do: person.upsert
            with: { fields: { email: bob@acme.example, title: Boss } }
      """;

  private static final String OF_THE_COMPANY =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: trade }
      spec:
        triggers: [{ on: person.formFilled }]
        flow:
          - { step: industry, do: person.set, with: { attribute: trail, value: "{{company.industry}}" } }
          - { step: move, do: company.update, with: { field: industry, value: glass } }
      """;

  private static final String EVENT =
      "\"event\": {\"type\": \"person.formFilled\", \"source\": \"/web\", \"data\": {\"form\": \"demo\"}}";

  @ConfigProperty(name = "fairway.databases")
  String databases = "";

  private String name = "";

  @BeforeEach
  void a_tenant_with_a_lead_and_a_draft() {
    name = Api.newTenant();
    Api.yaml(
            "POST",
            "/tenants/" + name + "/apply",
            CampaignsApiTest.FIELDS
                + "---\napiVersion: fairway.dev/v1\nkind: List\nmetadata: { name: vip }\nspec: {}\n---\n"
                + CAMPAIGN)
        .then()
        .statusCode(200);
    Api.put("/tenants/" + name + "/leads/ann", "{\"fields\":{\"title\":\"Chief\"}}")
        .then()
        .statusCode(201);
  }

  private Response simulate(String body) {
    return Api.send(
        "POST", "/tenants/" + name + "/campaigns/hot/simulate", "application/json", body);
  }

  @Test
  void each_step_says_what_it_would_do_and_why_and_nothing_is_stored() throws SQLException {
    Map<String, String> before = everything();
    simulate("{\"lead\": \"ann\", " + EVENT + "}")
        .then()
        .statusCode(200)
        .body("enters", equalTo(true))
        .body("answer", equalTo("it runs to its end"))
        .body("steps.step", contains("score", "hear", "hear", "sigh", "same", "join", "other"))
        .body("steps[0].type", equalTo("person.scoreChanged"))
        .body("steps[0].choice", equalTo(1))
        .body("steps[0].because[0].values", equalTo(Map.of("lead.title", "Chief")))
        .body("steps[0].attributes.newValue", equalTo(25))
        .body("steps[4].skipped", equalTo("unchanged"))
        .body("lead.fields", equalTo(Map.of("title", "Chief", "behaviour", 25, "trail", "no")))
        .body("lead.memberships.lists", hasKey("vip"))
        .body("others.lead", contains("bob@acme.example"))
        .body("failures", empty());
    assertThat(everything()).isEqualTo(before).hasSizeGreaterThan(20);
  }

  /// Every table of the three databases, with a digest of its rows; and where sequences stand.
  private Map<String, String> everything() throws SQLException {
    Map<String, String> all = new TreeMap<>();
    var found = Pattern.compile("localhost:(\\d+)/(\\w+)").matcher(databases);
    while (found.find()) {
      String url =
          "jdbc:postgresql://localhost:%s/%s?user=postgres"
              .formatted(found.group(1), found.group(2));
      try (var connection = DriverManager.getConnection(url);
          Statement sql = connection.createStatement()) {
        for (String table :
            texts(sql, "select tablename from pg_tables where schemaname = 'fairway'"))
          all.put(
              found.group(2) + "." + table,
              texts(
                      sql,
                      "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
                          + " from fairway."
                          + table
                          + " t")
                  .getFirst());
        for (String each :
            texts(sql, "select sequencename || '=' || coalesce(last_value, 0) from pg_sequences"))
          all.put(found.group(2) + "." + each, "");
      }
    }
    return all;
  }

  private static List<String> texts(Statement sql, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) texts.add(rows.getString(1));
    }
    return texts;
  }

  @Test
  void a_step_sees_the_company_that_is_stored_and_leaves_it_as_it_is() throws SQLException {
    Api.put("/tenants/" + name + "/companies/Acme", "{\"fields\":{\"industry\":\"steel\"}}")
        .then()
        .statusCode(201);
    Api.put(
            "/tenants/" + name + "/leads/ann",
            "{\"fields\":{\"title\":\"Chief\",\"company\":\"Acme\"}}")
        .then()
        .statusCode(200);
    Api.yaml("POST", "/tenants/" + name + "/apply", OF_THE_COMPANY).then().statusCode(200);
    Map<String, String> before = everything();
    Api.send(
            "POST",
            "/tenants/" + name + "/campaigns/trade/simulate",
            "application/json",
            "{\"lead\": \"ann\", " + EVENT + "}")
        .then()
        .statusCode(200)
        .body("lead.fields.trail", equalTo("steel"))
        .body("steps.step", contains("industry", "move"))
        .body("steps[1].attributes.oldValue", equalTo("steel"));
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void what_comes_later_ends_the_wait() {
    simulate(
            "{\"lead\": \"ann\", "
                + EVENT
                + ", \"events\": [{\"type\": \"email.clicked\", \"after\": \"3h\"}, {\"type\": \"sms.clicked\"}]}")
        .then()
        .statusCode(200)
        .body("steps.step", hasItem("thank"))
        .body("unheard", contains("sms.clicked"));
  }

  @Test
  void a_lead_that_is_made_up_has_the_fields_and_memberships_that_were_given() {
    simulate(
            "{\"lead\": {\"fields\": {\"title\": \"Boss\", \"behaviour\": 5}, \"memberships\": {\"lists\": {\"vip\": {}}}}, "
                + EVENT
                + ", \"version\": 1}")
        .then()
        .statusCode(200)
        .body("steps[0].choice", equalTo(0))
        .body("lead.fields.behaviour", equalTo(15))
        .body("steps.find { it.step == 'join' }.skipped", notNullValue());
  }

  @Test
  void a_lead_that_would_not_enter_is_told_why() {
    String made = "{\"lead\": {\"fields\": {}}, ";
    simulate(made + EVENT + "}")
        .then()
        .statusCode(200)
        .body("enters", equalTo(false))
        .body("answer", equalTo("it does not pass the filters: rule 1 does not hold"))
        .body("rules.holds", contains(false))
        .body("steps", empty());
    simulate(
            "{\"lead\": \"ann\", \"event\": {\"type\": \"person.formFilled\", \"data\": {\"form\": \"demo\"}}}")
        .then()
        .body("answer", containsString("the where of its triggers did not hold"));
    simulate("{\"lead\": \"ann\", \"event\": {\"type\": \"page.visited\"}}")
        .then()
        .body("answer", containsString("none of the events it triggers on has come"));
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    simulate(
            "{\"lead\": {\"fields\": {\"titel\": 1}, \"memberships\": {\"lists\": {\"vip\": 1}, \"list\": {}}},"
                + " \"event\": {}, \"events\": [{\"type\": \"x\", \"after\": \"3 hrs\"}], \"n\": 1}")
        .then()
        .statusCode(422)
        .body(
            "errors.path",
            hasItems(
                "lead.memberships.lists",
                "lead.memberships.list",
                "event.type",
                "events[0].after",
                "n"));
    simulate("{}").then().statusCode(422).body("errors.path", hasItems("lead", "event"));
    simulate("{\"lead\": \"nobody\", " + EVENT + "}").then().statusCode(404);
    simulate("{\"lead\": \"ann\", \"version\": 7, " + EVENT + "}")
        .then()
        .statusCode(404)
        .body("detail", containsString("versions 1 to 1"));
  }
}
