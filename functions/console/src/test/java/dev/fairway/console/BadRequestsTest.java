package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What people send by mistake: the code, and words that tell what to change.
@QuarkusTest
@QuarkusTestResource(Stores.class)
class BadRequestsTest {
  private static final String TASK = "123e4567-e89b-12d3-a456-426614174000";

  /// @param type of the body
  /// @param words that the detail or an error's message contains
  record Bad(String method, String path, String type, String body, int status, List<String> words) {
    @Override
    public String toString() {
      String shown = body.length() > 60 ? body.substring(0, 60) + "..." : body;
      return method + " " + path + " " + shown.replaceAll("\\s+", " ");
    }
  }

  private static Bad get(String path, int status, String... words) {
    return new Bad("GET", path, "application/json", "", status, List.of(words));
  }

  private static Bad json(String method, String path, String body, int status, String... words) {
    return new Bad(method, path, "application/json", body, status, List.of(words));
  }

  private static Bad tenant(String body, String... words) {
    return json("PUT", "/tenants/bad", body, 422, words);
  }

  private static Bad lead(String fields, String... words) {
    return json("PUT", "/tenants/bad/leads/x", "{\"fields\": " + fields + "}", 422, words);
  }

  private static Bad yaml(String method, String path, String body, int status, String... words) {
    return new Bad(method, path, "application/yaml", body, status, List.of(words));
  }

  static Stream<Bad> requests() {
    return Stream.of(
        get("/nothing", 404, "no such path"),
        get("/tenants/NoSuch", 400, "a-z, 0-9 and -", "NoSuch"),
        get("/tenants/" + "x".repeat(41), 400, "1 to 40"),
        get("/tenants/none", 404, "no tenant none"),
        get("/tenants?limit=0", 400, "1 to 1000", "\"0\""),
        get("/tenants?limit=many", 400, "1 to 1000", "many"),
        get("/tenants?cursor=x!", 400, "cursor"),
        get("/tenants?cursor=YQ==", 400, "cursor"),
        tenant("{\"weight\": 0}", "weight", "1..1000"),
        tenant("{\"weight\": \"5\"}", "weight", "integer"),
        tenant("{\"weight\": 1.5}", "weight", "integer"),
        tenant("{\"maxInFlght\": 5}", "maxInFlght", "did you mean \"maxInFlight\""),
        tenant("{\"weight\": 0, \"maxInFlight\": 0}", "weight", "maxInFlight"),
        tenant("{\"state\": \"pause\"}", "active, paused, draining", "did you mean \"paused\""),
        tenant("{\"unknownLead\": true}", "create, ignore, reject"),
        tenant("{\"zone\": \"Europe/Berln\"}", "did you mean \"Europe/Berlin\""),
        tenant("{\"retention\": \"90 days\"}", "whole days", "1d to 3650d"),
        tenant("{\"retention\": \"36h\"}", "whole days"),
        tenant("{\"database\": \"leads9\"}", "no lead database \"leads9\"", "leads1"),
        tenant("{\"communicationLimit\": 5}", "communicationLimit", "object"),
        tenant("{\"communicationLimit\": {\"perDay\": -1}}", "communicationLimit.perDay"),
        tenant("{\"communicationLimit\": {\"perWeek\": 1}}", "communicationLimit.perWeek"),
        tenant("{\"name\": \"other\"}", "name", "cannot be changed"),
        json("PUT", "/tenants/bad", "{\"weight\": 1", 400, "not JSON at line 1"),
        json("PUT", "/tenants/bad", "[]", 400, "must be a JSON object"),
        json("PUT", "/tenants/bad", "{\"weight\": 1, \"weight\": 2}", 400, "same key twice"),
        json("PUT", "/tenants/bad", "\"" + "x".repeat(1 << 20) + "\"", 413, "1048576 bytes"),
        new Bad("PUT", "/tenants/bad", "text/plain", "{}", 415, List.of("application/json")),
        json("POST", "/tenants/bad", "{}", 405, "method"),
        get("/tenants/bad/leads/none", 404, "has no lead \"none\""),
        get("/tenants/bad/leads/" + "x".repeat(201), 400, "1 to 200 bytes"),
        get("/tenants/bad/leads/%00", 400, ""),
        get("/tenants/bad/leads/a%0Ab", 400, "printable"),
        get("/tenants/bad/leads/none/activities", 404, "has no lead"),
        lead("{\"emial\": \"a@x.example\"}", "fields.emial", "did you mean \"email\""),
        lead("{\"email\": \"nobody\"}", "fields.email"),
        lead("{\"unsubscribed\": \"maybe\"}", "fields.unsubscribed"),
        lead("{\"emial\": 1, \"unsubscribed\": 7}", "fields.emial", "fields.unsubscribed"),
        lead("[]", "fields", "object"),
        json("PUT", "/tenants/bad/leads/x", "{}", 422, "fields", "is missing"),
        json("PUT", "/tenants/bad/leads/x", "{\"field\": {}}", 422, "did you mean \"fields\""),
        json("PUT", "/tenants/bad/leads/x", "{\"id\":\"y\",\"fields\":{}}", 422, "in the path"),
        json("PATCH", "/tenants/bad/leads/none", "{\"fields\": {}}", 404, "has no lead"),
        json("DELETE", "/tenants/bad/leads/none", "", 404, "has no lead"),
        json("POST", "/tenants/bad/leads", "{}", 415, ""),
        new Bad(
            "POST",
            "/tenants/bad/leads",
            "application/x-ndjson",
            """
            {"id": "a", "fields": {}}
            {"id": "b", "fields": {"emial": "x"}}

            {"id": 7, "fields": {}}
            nonsense
            """,
            422,
            List.of("line=2", "emial", "line=4", "must be the lead's id", "line=5", "not JSON")),
        get("/tenants/bad/tasks/7", 400, "UUID"),
        get("/tenants/bad/tasks/" + TASK, 404, "no task " + TASK),
        get("/tenants/bad/tasks?state=lost", 400, "ready, leased, retrying"),
        get("/tenants/bad/tasks?campaign=none", 404, "no campaign none"),
        json("POST", "/tenants/bad/dead-letters/" + TASK + "/redrive", "", 404, "no task"),
        get("/tenants/bad/campaigns/none", 404, "no campaign none"),
        get("/tenants/bad/campaigns/No", 400, "1 to 80"),
        json("POST", "/tenants/bad/campaigns/none/activate", "", 404, "no campaign none"),
        json("POST", "/tenants/bad/campaigns/none/abort", "", 404, "no campaign none"),
        json("DELETE", "/tenants/bad/campaigns/none", "", 404, "no campaign none"),
        json("POST", "/tenants/bad/campaigns/none/simulate", "", 422, "lead", "event"),
        json("POST", "/tenants/bad/campaigns/none/simulate", "[]", 400, "JSON object"),
        json(
            "POST",
            "/tenants/bad/campaigns/none/simulate",
            "{\"lead\": {}, \"event\": {\"type\": \"x\"}}",
            404,
            "no campaign none"),
        json("POST", "/tenants/bad/campaigns/none/migrate", "{}", 422, "from", "is missing"),
        json("POST", "/tenants/bad/campaigns/none/migrate", "{\"from\": \"al\"}", 422, "all"),
        json(
            "POST",
            "/tenants/bad/campaigns/none/migrate",
            "{\"from\": 1, \"dryRun\": 1}",
            422,
            "true or false"),
        json("POST", "/tenants/bad/campaigns/none/migrate", "{\"from\": 1}", 404, "campaign none"),
        yaml("PUT", "/tenants/bad/campaigns/c", "", 422, "empty"),
        yaml("PUT", "/tenants/bad/campaigns/c", "a: [", 422, "line="),
        yaml("PUT", "/tenants/bad/campaigns/c", "kind: Campain", 422, "kind", "Campaign"),
        yaml(
            "PUT",
            "/tenants/bad/campaigns/c",
            CampaignsApiTest.campaign("other", 1).replace("trail", "city"),
            422,
            "metadata.name",
            "the one in the path"),
        yaml(
            "PUT",
            "/tenants/bad/campaigns/hot",
            CampaignsApiTest.campaign("hot", 1).replace("trail", "trial"),
            422,
            "line=",
            "trial"),
        yaml("POST", "/tenants/bad/apply?dryRun=perhaps", "", 400, "dryRun is true or false"),
        yaml("POST", "/tenants/bad/apply", "kind: Thing", 422, "Fields"),
        get("/tenants/bad/assets/Field/lead", 404, "did you mean \"Fields\""),
        get("/tenants/bad/assets/Fields/lead", 404, "has no Fields \"lead\""),
        json("PUT", "/local/clock", "{\"advance\": \"7 hrs\"}", 422, "advance", "7d"),
        json("PUT", "/local/clock", "{\"advance\": \"-7d\"}", 422, "advance"),
        json("PUT", "/local/clock", "{\"by\": \"7d\"}", 422, "advance"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void is_refused_in_words_that_help(Bad bad) {
    Api.put("/tenants/bad", "{}");
    Response response = Api.send(bad.method(), bad.path(), bad.type(), bad.body());
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(bad.status());
    if (bad.words().getFirst().isEmpty()) return;
    assertThat(response.contentType()).startsWith("application/problem+json");
    assertThat(response.jsonPath().getInt("status")).isEqualTo(bad.status());
    assertThat(words(response)).contains(bad.words());
  }

  private static String words(Response response) {
    var body = response.jsonPath();
    List<?> errors = body.getList("errors");
    return body.getString("detail") + " " + (errors == null ? "" : errors);
  }

  @Test
  void a_refused_bulk_stores_nothing() {
    String tenant = Api.newTenant();
    Api.ndjson(
            "/tenants/" + tenant + "/leads",
            "{\"id\": \"a\", \"fields\": {}}\n{\"id\": \"b\", \"fields\": {\"nope\": 1}}\n")
        .then()
        .statusCode(422);
    assertThat(Api.get("/tenants/" + tenant + "/leads").jsonPath().getList("items")).isEmpty();
  }
}
