package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import dev.fairway.ports.Audit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class TenantsApiTest {
  @Inject Audit audit;

  @Test
  void a_tenant_of_which_nothing_is_said_has_the_documented_defaults() {
    Api.put("/tenants/plain", "{}")
        .then()
        .statusCode(201)
        .body("name", equalTo("plain"))
        .body("weight", equalTo(1))
        .body("maxInFlight", equalTo(100))
        .body("ratePerSecond", equalTo(0))
        .body("burst", equalTo(100))
        .body("pushWindow", nullValue())
        .body("maxBuffered", equalTo(100_000))
        .body("zone", equalTo("UTC"))
        .body("unknownLead", equalTo("create"))
        .body("communicationLimit.perDay", equalTo(0))
        .body("communicationLimit.per7Days", equalTo(0))
        .body("retention", equalTo("90d"))
        .body("state", equalTo("active"));
  }

  @Test
  void what_get_answers_can_be_put_back_unchanged() {
    Api.put(
            "/tenants/round",
            """
            {"weight": 3, "maxInFlight": 7, "ratePerSecond": 5, "burst": 9, "pushWindow": 500,
             "maxBuffered": 11, "zone": "Europe/Berlin", "unknownLead": "reject",
             "communicationLimit": {"perDay": 1, "per7Days": 3}, "retention": "30d",
             "state": "paused"}
            """)
        .then()
        .statusCode(201);
    String shown = Api.get("/tenants/round").asString();
    assertThat(Api.put("/tenants/round", shown).then().statusCode(200).extract().asString())
        .isEqualTo(shown);
    assertThat(new JsonPath(shown).getMap(""))
        .containsEntry("zone", "Europe/Berlin")
        .containsEntry("retention", "30d")
        .containsEntry("state", "paused");
  }

  @Test
  void new_tenants_spread_over_the_lead_databases() {
    var counts = new ArrayList<String>();
    for (int i = 0; i < 4; i++)
      counts.add(Api.get("/tenants/" + Api.newTenant()).jsonPath().getString("database"));
    assertThat(counts).contains("leads1", "leads2");
  }

  @Test
  void a_tenant_stays_on_its_lead_database() {
    Api.put("/tenants/fixed", "{\"database\": \"leads2\"}").then().statusCode(201);
    Api.put("/tenants/fixed", "{}").then().statusCode(200).body("database", equalTo("leads2"));
    Api.put("/tenants/fixed", "{\"database\": \"leads1\"}")
        .then()
        .statusCode(422)
        .body("errors.path", hasItem("database"))
        .body("errors[0].message", containsString("never moves"));
  }

  @Test
  void a_deleted_tenant_is_gone_and_its_number_with_it() {
    String name = Api.newTenant();
    int number = Api.get("/tenants/" + name).jsonPath().getInt("number");
    Api.delete("/tenants/" + name).then().statusCode(204);
    Api.get("/tenants/" + name).then().statusCode(404).body("detail", containsString(name));
    Api.delete("/tenants/" + name).then().statusCode(404);
    Api.put("/tenants/" + name, "{}").then().statusCode(201);
    assertThat(Api.get("/tenants/" + name).jsonPath().getInt("number")).isGreaterThan(number);
  }

  @Test
  void the_list_is_paged_by_name() {
    for (int i = 0; i < 5; i++) Api.newTenant();
    List<String> all = Api.get("/tenants?limit=1000").jsonPath().getList("items.name");
    var paged = new ArrayList<String>();
    @Nullable String cursor = null;
    do {
      JsonPath page =
          Api.get("/tenants?limit=2" + (cursor == null ? "" : "&cursor=" + cursor)).jsonPath();
      paged.addAll(page.getList("items.name"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(paged).isEqualTo(all).isSorted().hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void every_range_that_is_documented_is_enforced() {
    Map<String, Map<String, Object>> properties =
        io.restassured.RestAssured.given()
            .accept("application/json")
            .get("/api/openapi?format=json")
            .jsonPath()
            .getMap("components.schemas.Tenant.properties");
    var ranged = new ArrayList<String>();
    properties.forEach((name, schema) -> {
      if (!(schema.get("minimum") instanceof Number least)) return;
      if (!(schema.get("maximum") instanceof Number most)) return;
      ranged.add(name);
      for (long value : new long[] {least.longValue(), most.longValue()})
        assertThat(put(name, value)).as("%s=%d", name, value).isEqualTo(200);
      for (long value : new long[] {least.longValue() - 1, most.longValue() + 1})
        assertThat(put(name, value)).as("%s=%d", name, value).isEqualTo(422);
    });
    assertThat(ranged)
        .contains("weight", "maxInFlight", "ratePerSecond", "burst", "pushWindow", "maxBuffered");
  }

  private static int put(String name, long value) {
    Api.put("/tenants/ranged", "{}");
    return Api.put("/tenants/ranged", "{\"%s\": %d}".formatted(name, value)).statusCode();
  }

  @Test
  void changes_are_on_the_books() {
    String name = Api.newTenant();
    Api.put("/tenants/" + name, "{\"weight\": 5}").then().statusCode(200);
    Api.delete("/tenants/" + name).then().statusCode(204);
    assertThat(audit.latest(name, 9).await().atMost(Duration.ofSeconds(9)))
        .extracting(line -> line.deed().action(), line -> line.deed().actor())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Audit.Action.TENANT_DELETE, "operator"),
            org.assertj.core.groups.Tuple.tuple(Audit.Action.TENANT_PUT, "operator"),
            org.assertj.core.groups.Tuple.tuple(Audit.Action.TENANT_PUT, "operator"));
  }
}
