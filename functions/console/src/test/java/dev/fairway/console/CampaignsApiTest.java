package dev.fairway.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.fairway.ports.Audit;
import dev.fairway.ports.Tenants;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class CampaignsApiTest {
  static final String FIELDS =
      """
      apiVersion: fairway.dev/v1
      kind: Fields
      metadata: { name: lead }
      spec: { trail: text, behaviour: score }
      """;

  @Inject Audit audit;
  @Inject Tenants tenants;

  /// A campaign that needs the fields above, and one that says it differently for each `n`.
  static String campaign(String name, int n) {
    return """
    apiVersion: fairway.dev/v1
    kind: Campaign
    metadata: { name: %s }
    spec:
      triggers:
        - on: person.formFilled
      flow:
        - step: trace
          do: person.append
          with: { attribute: trail, value: "%d;" }
    """
        .formatted(name, n);
  }

  private String tenant = "";
  private String campaigns = "";

  @BeforeEach
  void a_tenant() {
    tenant = Api.newTenant();
    campaigns = "/tenants/" + tenant + "/campaigns";
  }

  private void declared() {
    Api.yaml("PUT", "/tenants/" + tenant + "/assets/Fields/lead", FIELDS).then().statusCode(201);
  }

  @Test
  void a_campaign_goes_from_draft_to_active_to_inactive() {
    declared();
    Api.yaml("PUT", campaigns + "/hot", campaign("hot", 1))
        .then()
        .statusCode(201)
        .body("name", equalTo("hot"))
        .body("state", equalTo("draft"))
        .body("version", equalTo(1))
        .body("activeVersion", equalTo(0));
    Api.post(campaigns + "/hot/deactivate").then().statusCode(409);
    Api.post(campaigns + "/hot/activate")
        .then()
        .statusCode(200)
        .body("state", equalTo("active"))
        .body("activeVersion", equalTo(1));
    Api.yaml("PUT", campaigns + "/hot", campaign("hot", 2))
        .then()
        .statusCode(200)
        .body("version", equalTo(2))
        .body("activeVersion", equalTo(1));
    Api.post(campaigns + "/hot/activate").then().body("activeVersion", equalTo(2));
    Api.post(campaigns + "/hot/deactivate").then().body("state", equalTo("inactive"));
    Api.post(campaigns + "/hot/abort")
        .then()
        .statusCode(200)
        .body("state", equalTo("aborted"))
        .body("abortedTasks", equalTo(0));
  }

  private static String scoring(String name, String on, String action) {
    return """
    apiVersion: fairway.dev/v1
    kind: Campaign
    metadata: { name: %s }
    spec:
      triggers: [{ on: %s }]
      flow: [{ step: s, do: %s }]
    """
        .formatted(name, on, action);
  }

  @Test
  void campaigns_that_trigger_one_another_are_warned_of_wherever_they_are_shown() {
    declared();
    String up = "score.change, with: { score: behaviour, change: +1 }";
    String a = scoring("a", "person.dataChanged", up);
    String b =
        scoring("b", "person.scoreChanged", "person.set, with: { attribute: trail, value: x }");
    String cycle = "b -> person.dataChanged -> a -> person.scoreChanged -> b";
    Api.yaml("PUT", campaigns + "/a", a).then().statusCode(201).body("warnings", empty());
    Api.yaml("PUT", campaigns + "/b", b)
        .then()
        .statusCode(201)
        .body("warnings.message", contains(containsString(cycle)));
    Api.post(campaigns + "/b/activate")
        .then()
        .statusCode(200)
        .body("state", equalTo("active"))
        .body("warnings.message", contains(containsString(cycle)));
    Api.get(campaigns + "/a")
        .then()
        .body(
            "warnings.message",
            contains(containsString("a -> person.scoreChanged -> b -> person.dataChanged -> a")));
    Api.post(campaigns + "/b/deactivate").then().statusCode(200);
    Api.get(campaigns + "/a").then().body("warnings", empty());
    String other = Api.newTenant();
    Api.yaml("POST", "/tenants/" + other + "/apply", FIELDS + "---\n" + a + "---\n" + b)
        .then()
        .statusCode(200)
        .body("warnings.message", hasItem(containsString(cycle)))
        .body("warnings", hasSize(2));
  }

  @Test
  void what_the_author_sent_is_kept_and_the_same_again_is_no_version() {
    declared();
    String source = campaign("hot", 1);
    Api.yaml("PUT", campaigns + "/hot", source).then().statusCode(201);
    Api.yaml("PUT", campaigns + "/hot", source).then().statusCode(200).body("version", equalTo(1));
    Api.get(campaigns + "/hot")
        .then()
        .statusCode(200)
        .body("source", equalTo(source))
        .body("definition.name", equalTo("hot"));
    assertThat(given().accept("application/yaml").get("/api/v1" + campaigns + "/hot").asString())
        .isEqualTo(source);
  }

  @Test
  void json_says_the_same_as_yaml() {
    declared();
    Api.yaml("PUT", campaigns + "/hot", campaign("hot", 1)).then().statusCode(201);
    Api.put(
            campaigns + "/hot",
            """
            {"apiVersion": "fairway.dev/v1", "kind": "Campaign", "metadata": {"name": "hot"},
             "spec": {"triggers": [{"on": "person.formFilled"}],
                      "flow": [{"step": "trace", "do": "person.append",
                                "with": {"attribute": "trail", "value": "1;"}}]}}
            """)
        .then()
        .statusCode(200)
        .body("version", equalTo(1));
    Api.post(campaigns + "/hot/activate").then().statusCode(200);
  }

  @Test
  void a_deleted_campaign_is_gone() {
    declared();
    Api.yaml("PUT", campaigns + "/hot", campaign("hot", 1));
    Api.delete(campaigns + "/hot").then().statusCode(204);
    Api.get(campaigns + "/hot").then().statusCode(404);
    Api.delete(campaigns + "/hot").then().statusCode(404);
  }

  @Test
  void the_list_is_paged_by_name_and_leaves_definitions_out() {
    declared();
    for (String name : List.of("c", "a", "e", "b", "d"))
      Api.yaml("PUT", campaigns + "/" + name, campaign(name, 1)).then().statusCode(201);
    var names = new ArrayList<String>();
    @Nullable String cursor = null;
    do {
      var page =
          Api.get(campaigns + "?limit=2" + (cursor == null ? "" : "&cursor=" + cursor)).jsonPath();
      names.addAll(page.getList("items.name"));
      assertThat(page.getList("items.definition")).containsOnlyNulls();
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(names).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void a_file_brings_fields_and_campaigns_that_use_them() {
    String file =
        campaign("one", 1) + "---\n" + FIELDS + "---\n# the second\n" + campaign("two", 2);
    Api.yaml("POST", "/tenants/" + tenant + "/apply", file)
        .then()
        .statusCode(200)
        .body("dryRun", equalTo(false))
        .body("items.name", equalTo(List.of("lead", "one", "two")))
        .body("items.result", equalTo(List.of("created", "created", "created")));
    assertThat(Api.get(campaigns + "/two").jsonPath().getString("source"))
        .isEqualTo("---\n# the second\n" + campaign("two", 2));
    Api.yaml("POST", "/tenants/" + tenant + "/apply", file.replace("1;", "9;"))
        .then()
        .statusCode(200)
        .body("items.result", equalTo(List.of("unchanged", "changed", "unchanged")));
  }

  @Test
  void a_dry_run_checks_everything_and_stores_nothing() {
    String file = FIELDS + "---\n" + campaign("one", 1);
    long stamp = stamp();
    Api.yaml("POST", "/tenants/" + tenant + "/apply?dryRun=true", file)
        .then()
        .statusCode(200)
        .body("dryRun", equalTo(true))
        .body("items.result", equalTo(List.of("created", "created")));
    Api.yaml("POST", "/tenants/" + tenant + "/apply?dryRun=true", campaign("one", 1))
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("trail"));
    Api.get(campaigns + "/one").then().statusCode(404);
    Api.get("/tenants/" + tenant + "/assets/Fields/lead").then().statusCode(404);
    assertThat(stamp()).isEqualTo(stamp);
  }

  @Test
  void a_file_with_one_mistake_stores_none_of_it() {
    String file = FIELDS + "---\n" + campaign("one", 1) + "---\n" + campaign("Two", 1);
    Api.yaml("POST", "/tenants/" + tenant + "/apply", file).then().statusCode(422);
    Api.get("/tenants/" + tenant + "/assets/Fields/lead").then().statusCode(404);
    Api.get(campaigns).then().body("items", equalTo(List.of())).body("next", nullValue());
  }

  @Test
  void a_declaration_stays_while_an_active_campaign_needs_it() {
    String fields = "/tenants/" + tenant + "/assets/Fields/lead";
    declared();
    Api.yaml("PUT", campaigns + "/hot", campaign("hot", 1));
    Api.post(campaigns + "/hot/activate").then().statusCode(200);
    Api.delete(fields)
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("active campaign hot would break"));
    Api.yaml("PUT", fields, FIELDS.replace("trail: text, ", ""))
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("active campaign hot would break"));
    Api.post(campaigns + "/hot/deactivate");
    Api.delete(fields).then().statusCode(204);
    Api.post(campaigns + "/hot/activate")
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("trail"));
  }

  @Test
  void a_list_stays_while_the_filters_of_an_active_campaign_ask_for_it() {
    String vip = "/tenants/" + tenant + "/assets/List/vip";
    Api.yaml(
        "PUT",
        vip,
        "{ apiVersion: fairway.dev/v1, kind: List, metadata: { name: vip }, spec: {} }");
    declared();
    String filtered =
        campaign("hot", 1).replace("  flow:", "  filters: { rules: [{ list: vip }] }\n  flow:");
    Api.yaml("PUT", campaigns + "/hot", filtered).then().statusCode(201);
    Api.post(campaigns + "/hot/activate").then().statusCode(200);
    Api.delete(vip)
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("hot would break at spec.filters.rules[0].list"));
    Api.post(campaigns + "/hot/deactivate");
    Api.delete(vip).then().statusCode(204);
  }

  @Test
  void an_asset_can_be_put_back_as_it_is_shown() {
    declared();
    String fields = "/tenants/" + tenant + "/assets/Fields/lead";
    String shown = Api.get(fields).then().statusCode(200).extract().asString();
    Api.put(fields, shown).then().statusCode(200);
    assertThat(Api.get(fields).asString()).isEqualTo(shown);
  }

  private static final String PEOPLE =
      """
      apiVersion: fairway.dev/v1
      kind: Pool
      metadata: { name: sales }
      spec: { users: [ann, bob] }
      ---
      apiVersion: fairway.dev/v1
      kind: User
      metadata: { name: ann }
      spec: { email: ann@acme.example }
      ---
      apiVersion: fairway.dev/v1
      kind: User
      metadata: { name: bob }
      spec: { email: bob@acme.example, name: Bob }
      ---
      apiVersion: fairway.dev/v1
      kind: Segmentation
      metadata: { name: trails }
      spec: { segments: [{ segment: Seen, filters: { rules: [{ field: trail, op: is not empty }] } }, Rest] }
      ---
      """;

  @Test
  void a_declaration_stays_while_another_needs_it() {
    Api.yaml("POST", "/tenants/" + tenant + "/apply", PEOPLE + FIELDS)
        .then()
        .statusCode(200)
        .body("items.name", equalTo(List.of("ann", "bob", "lead", "sales", "trails")));
    Api.yaml("POST", "/tenants/" + tenant + "/apply", PEOPLE + FIELDS)
        .then()
        .body("items.result", everyItem(equalTo("unchanged")));
    String assets = "/tenants/" + tenant + "/assets";
    Api.delete(assets + "/User/bob")
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("Pool sales would break at spec.users[1]"));
    Api.delete(assets + "/Fields/lead")
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("Segmentation trails would break"));
    Api.yaml("PUT", assets + "/Fields/lead", FIELDS.replace("trail: text", "trail: string"))
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("\"trail\" is a string"));
    Api.delete(assets + "/Pool/sales").then().statusCode(204);
    Api.delete(assets + "/User/bob").then().statusCode(204);
  }

  @Test
  void a_segmentation_can_be_put_back_as_it_is_shown() {
    Api.yaml("POST", "/tenants/" + tenant + "/apply", PEOPLE + FIELDS);
    String trails = "/tenants/" + tenant + "/assets/Segmentation/trails";
    String shown = Api.get(trails).then().statusCode(200).extract().asString();
    Api.put(trails, shown).then().statusCode(200);
    assertThat(Api.get(trails).asString()).isEqualTo(shown);
  }

  @Test
  void activation_and_abort_are_on_the_books() {
    declared();
    Api.yaml("PUT", campaigns + "/hot", campaign("hot", 1));
    Api.post(campaigns + "/hot/activate");
    Api.post(campaigns + "/hot/abort");
    assertThat(audit.latest(tenant, 3).await().atMost(Duration.ofSeconds(9)))
        .extracting(line -> line.deed().action())
        .containsExactly(Audit.Action.ABORT, Audit.Action.ACTIVATE, Audit.Action.EDIT);
  }

  private static String runs(String name, String begins, String child) {
    return """
    apiVersion: fairway.dev/v1
    kind: Campaign
    metadata: { name: %s }
    spec:
      %s
      flow: [{ step: s, do: campaign.execute, with: { campaign: %s } }]
    """
        .formatted(name, begins, child);
  }

  @Test
  void a_campaign_runs_only_what_is_executable_and_does_not_come_back() {
    String parent = runs("parent", "triggers: [{ on: a }]", "child");
    Api.yaml("PUT", campaigns + "/parent", parent)
        .then()
        .statusCode(422)
        .body("errors[0].path", equalTo("spec.flow[0].with.campaign"))
        .body("errors[0].message", equalTo("there is no campaign \"child\""));
    String child = runs("child", "executable: true", "second");
    String second = runs("second", "executable: true", "third");
    String third =
        runs("third", "executable: true", "child")
            .replace("do: campaign.execute, with: { campaign: child }", "do: person.delete");
    Api.yaml(
            "POST",
            "/tenants/" + tenant + "/apply",
            parent + "---\n" + child + "---\n" + second + "---\n" + third)
        .then()
        .statusCode(200);
    Api.yaml("PUT", campaigns + "/third", runs("third", "executable: true", "child"))
        .then()
        .statusCode(422)
        .body(
            "errors[0].message",
            equalTo("campaign third never ends: third > child > second > third"));
    Api.yaml("PUT", campaigns + "/child", runs("child", "triggers: [{ on: a }]", "second"))
        .then()
        .statusCode(200);
    Api.post(campaigns + "/parent/activate")
        .then()
        .statusCode(422)
        .body("errors[0].message", containsString("campaign child is not executable"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flow: [{ step: s, do: campaign.execute, with: { campaign: child } }]",
        "flow: [{ step: s, do: campaign.request, with: { campaign: child } }]",
        "flow: [{ step: s, do: flow.remove, with: { campaign: child } }]",
        "filters: { rules: [{ campaign: child }] }, flow: [{ step: s, do: person.delete }]"
      })
  void a_campaign_stays_while_another_active_one_names_it(String naming) {
    String child =
        runs("child", "executable: true", "")
            .replace("do: campaign.execute, with: { campaign:  }", "do: person.delete");
    Api.yaml("PUT", campaigns + "/child", child).then().statusCode(201);
    String user =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: user }
        spec: { triggers: [{ on: a }], %s }
        """
            .formatted(naming);
    Api.yaml("PUT", campaigns + "/user", user).then().statusCode(201);
    Api.post(campaigns + "/user/activate").then().statusCode(200);
    Api.delete(campaigns + "/child")
        .then()
        .statusCode(422)
        .body("errors.message", everyItem(containsString("active campaign user")))
        .body("errors.size()", equalTo(1));
    Api.get(campaigns + "/child").then().statusCode(200);
    Api.post(campaigns + "/user/deactivate").then().statusCode(200);
    Api.delete(campaigns + "/child").then().statusCode(204);
  }

  private long stamp() {
    return tenants.named(List.of(tenant)).await().atMost(Duration.ofSeconds(9)).getFirst().stamp();
  }
}
