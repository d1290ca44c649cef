package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class ExportApiTest {
  private static final Path DEMO = Path.of("../../test-harness/local/src/main/resources/demo");
  private static final Path GOOD = Path.of("../language/src/test/resources/good");

  /// What the good examples of the language need.
  private static final String NEEDED =
      """
      apiVersion: fairway.dev/v1
      kind: Fields
      metadata: { name: lead }
      spec: { trail: text, behaviour: score, plan: string, renewsOn: date, n: integer }
      ---
      apiVersion: fairway.dev/v1
      kind: EventType
      metadata: { name: order.paid }
      spec: { data: { amount: float, item: string } }
      """;

  private static String export(String tenant) {
    return Api.get("/tenants/" + tenant + "/export")
        .then()
        .statusCode(200)
        .contentType("application/yaml")
        .extract()
        .asString();
  }

  private static void apply(String tenant, String file) {
    Api.yaml("POST", "/tenants/" + tenant + "/apply", file).then().statusCode(200);
  }

  /// @return the export
  private static String comesBackUnchanged(String tenant) {
    String first = export(tenant);
    String other = Api.newTenant();
    apply(other, first);
    assertThat(export(other)).isEqualTo(first);
    assertThat(items(other, first)).containsOnly("unchanged");
    return first;
  }

  private static List<String> items(String tenant, String file) {
    return Api.yaml("POST", "/tenants/" + tenant + "/apply?dryRun=true", file)
        .jsonPath()
        .getList("items.result");
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      var files = new ArrayList<String>();
      for (Path file : all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList())
        files.add(Files.readString(file));
      return files;
    }
  }

  @Test
  void the_demo_exported_and_applied_elsewhere_is_exported_the_same() throws IOException {
    String tenant = Api.newTenant();
    apply(tenant, String.join("---\n", files(DEMO).reversed()));
    assertThat(comesBackUnchanged(tenant))
        .contains("kind: Fields", "kind: EventType")
        .contains(Files.readString(DEMO.resolve("campaigns/visits.yaml")));
  }

  @Test
  void the_examples_of_the_language_come_back_as_they_were_written() throws IOException {
    String tenant = Api.newTenant();
    apply(tenant, NEEDED);
    for (String file : files(GOOD)) apply(tenant, file);
    assertThat(comesBackUnchanged(tenant)).contains(files(GOOD));
  }

  @Test
  void every_kind_of_declaration_comes_back_in_an_order_to_read() throws IOException {
    String page = Files.readString(Path.of("../language/CAMPAIGNS.md"));
    var example = Pattern.compile("(?s)```yaml\n(apiVersion.*?)```").matcher(page);
    assertThat(example.find()).isTrue();
    String tenant = Api.newTenant();
    apply(tenant, example.group(1));
    String file = comesBackUnchanged(tenant);
    assertThat(
            Pattern.compile("(?m)^kind: (.*)$")
                .matcher(file)
                .results()
                .map(m -> m.group(1))
                .distinct())
        .containsExactlyElementsOf(dev.fairway.model.campaign.Declaration.Kind.labels());
    assertThat(file).contains("{name: Attended, success: true}");
  }

  private static String campaign(String name, String value) {
    return CampaignsApiTest.campaign(name, 1).replace("1;", value).stripTrailing();
  }

  @Test
  void a_source_keeps_its_comments_whatever_stands_before_its_marker() {
    String tenant = Api.newTenant();
    apply(tenant, CampaignsApiTest.FIELDS);
    put(tenant, "a", "application/yaml", "\ufeff# first\n---  # marked\n" + campaign("a", "x"));
    put(tenant, "b", "application/yaml", "%YAML 1.2\n# directed\n---\r\n" + campaign("b", "x"));
    put(tenant, "c", "application/yaml", "# bare\n" + campaign("c", "x") + "\n# last");
    put(tenant, "d", "application/yaml", "---\n" + campaign("d", "x") + "\n...\n");
    assertThat(comesBackUnchanged(tenant))
        .contains("---  # marked\n# first\napi", "---\r\n# directed\napi", "---\n# bare\napi")
        .contains("\n# last\n---\n", "\n...\n")
        .doesNotContain("%YAML", "\ufeff");
  }

  @Test
  void a_source_in_json_means_the_same_as_yaml() {
    String json =
        """
        {"apiVersion":"fairway.dev/v1","kind":"Campaign","metadata":{"name":"%s"},
        \t"spec":{"triggers":[{"on":"person.formFilled"}],
        \t"flow":[{"step":"s","do":"person.append",
        \t\t"with":{"attribute":"trail","value":"\\ud83d\\ude00 a\\/b \\t \u007f NULL"}}]}}\
        """;
    String tenant = Api.newTenant();
    apply(tenant, CampaignsApiTest.FIELDS);
    put(tenant, "a", "application/json", json.formatted("a"));
    put(tenant, "b", "application/yaml", campaign("b", "x"));
    comesBackUnchanged(tenant);
  }

  private static void put(String tenant, String name, String type, String source) {
    Api.send("PUT", "/tenants/" + tenant + "/campaigns/" + name, type, source)
        .then()
        .statusCode(201);
  }

  @Test
  void a_campaign_that_speaks_of_another_ones_name_keeps_its_own_source() {
    String tenant = Api.newTenant();
    String first =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: first }
        spec:
          triggers: [{ on: person.formFilled }]
          flow: [{ step: s, do: moment.add, with: { type: web, description: "name: second" } }]
        """;
    apply(tenant, first + "---\n" + first.replace("name: first", "name: second"));
    assertThat(Api.get("/tenants/" + tenant + "/campaigns/second").jsonPath().getString("source"))
        .startsWith("---\n")
        .contains("metadata: { name: second }");
    comesBackUnchanged(tenant);
  }

  @Test
  void what_is_active_is_said_at_the_top() {
    String tenant = Api.newTenant();
    apply(tenant, CampaignsApiTest.FIELDS);
    for (String name : List.of("draft", "newest", "older")) {
      apply(tenant, campaign(name, "1"));
      if (!name.equals("draft"))
        Api.post("/tenants/" + tenant + "/campaigns/" + name + "/activate").then().statusCode(200);
    }
    apply(tenant, campaign("older", "2"));
    String file = export(tenant);
    assertThat(file.lines().skip(1).limit(3))
        .containsExactly(
            "# Active: newest, version 1", "# Active: older, version 1; here is version 2", "---");
    apply(tenant, file);
    assertThat(export(tenant)).isEqualTo(file);
  }

  @Test
  void nothing_declared_is_a_comment_and_an_unknown_tenant_a_problem() {
    assertThat(export(Api.newTenant()).lines()).singleElement().asString().startsWith("#");
    Api.get("/tenants/nobody/export")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("status", equalTo(404))
        .body("detail", containsString("nobody"));
  }
}
