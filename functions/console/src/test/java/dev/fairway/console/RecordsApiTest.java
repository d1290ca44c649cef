package dev.fairway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Companies and objects.
@QuarkusTest
@QuarkusTestResource(Stores.class)
class RecordsApiTest {
  private static final String ORDER =
      """
      apiVersion: fairway.dev/v1
      kind: ObjectType
      metadata: { name: order }
      spec: { key: number, fields: { total: float } }
      """;

  private String tenant = "";
  private String companies = "";
  private String orders = "";

  @BeforeEach
  void a_tenant_that_has_orders() {
    tenant = "/tenants/" + Api.newTenant();
    companies = tenant + "/companies";
    orders = tenant + "/objects/order";
    Api.yaml("PUT", tenant + "/assets/ObjectType/order", ORDER).then().statusCode(201);
  }

  @Test
  void a_company_is_put_patched_and_deleted_under_any_writing_of_its_name() {
    Api.put(companies + "/Acme%20Inc", "{\"fields\": {\"name\": \"Acme Inc\", \"employees\": 7}}")
        .then()
        .statusCode(201)
        .body("key", equalTo("acme inc"))
        .body("version", equalTo(1))
        .body("fields.employees", equalTo(7));
    Api.patch(companies + "/ACME%20INC", "{\"fields\": {\"employees\": null, \"city\": \"Bern\"}}")
        .then()
        .statusCode(200)
        .body("fields", not(hasKey("employees")))
        .body("fields.city", equalTo("Bern"));
    Api.put(companies + "/acme%20inc", "{\"fields\": {\"city\": \"Basel\"}}")
        .then()
        .statusCode(200);
    assertThat(Api.get(companies + "/acme%20inc").jsonPath().getMap("fields"))
        .isEqualTo(Map.of("city", "Basel"));
    Api.delete(companies + "/acme%20inc").then().statusCode(204);
    Api.delete(companies + "/acme%20inc").then().statusCode(404);
    Api.get(companies + "/acme%20inc").then().statusCode(404);
    Api.patch(companies + "/acme%20inc", "{\"fields\": {}}").then().statusCode(404);
  }

  @Test
  void an_object_of_a_declared_type_is_put_patched_and_deleted() {
    Api.put(orders + "/O7", "{\"key\": \"O7\", \"fields\": {\"total\": 1.5}}")
        .then()
        .statusCode(201)
        .body("key", equalTo("O7"));
    Api.patch(orders + "/O7", "{\"fields\": {\"total\": 2}}").then().statusCode(200);
    Api.get(orders + "/O7").then().body("fields.total", equalTo(2.0f));
    Api.get(orders + "/o7").then().statusCode(404);
    Api.get(companies + "/O7").then().statusCode(404);
    Api.delete(orders + "/O7").then().statusCode(204);
  }

  @Test
  void fields_are_checked_against_what_is_declared() {
    Api.put(companies + "/acme", "{\"fields\": {\"employes\": 7}}")
        .then()
        .statusCode(422)
        .body("errors[0].path", equalTo("fields.employes"))
        .body("errors[0].message", containsString("did you mean \"employees\"?"));
    Api.put(companies + "/acme", "{\"fields\": {\"email\": \"a@x.example\"}}")
        .then()
        .statusCode(422);
    Api.put(orders + "/o7", "{\"fields\": {\"total\": \"much\"}}").then().statusCode(422);
    Api.put(orders + "/o7", "{\"key\": \"o8\", \"fields\": {}}").then().statusCode(422);
    Api.put(orders + "/o7", "{}").then().statusCode(422).body("errors[0].path", equalTo("fields"));
    Api.get(orders).then().body("items", equalTo(List.of()));
  }

  @Test
  void objects_of_a_type_that_is_not_declared_are_refused() {
    Api.put(tenant + "/objects/invoice/i1", "{\"fields\": {}}")
        .then()
        .statusCode(404)
        .body("detail", containsString("no ObjectType \"invoice\""));
    Api.get(tenant + "/objects/invoice").then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%20", "a%00b", "%20a"})
  void a_key_that_cannot_be_is_malformed(String key) {
    Api.put(orders + "/" + key, "{\"fields\": {}}").then().statusCode(400);
    Api.put(orders + "/" + "x".repeat(256), "{\"fields\": {}}").then().statusCode(400);
  }

  @Test
  void lists_are_paged_by_key() {
    for (String key : List.of("c", "a", "e", "b", "d"))
      Api.put(companies + "/" + key, "{\"fields\": {}}").then().statusCode(201);
    var keys = new ArrayList<String>();
    @Nullable String cursor = null;
    do {
      var page =
          Api.get(companies + "?limit=2" + (cursor == null ? "" : "&cursor=" + cursor)).jsonPath();
      keys.addAll(page.getList("items.key"));
      cursor = page.getString("next");
    } while (cursor != null);
    assertThat(keys).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void tenants_do_not_see_each_others_records() {
    Api.put(companies + "/acme", "{\"fields\": {}}").then().statusCode(201);
    Api.get("/tenants/" + Api.newTenant() + "/companies/acme").then().statusCode(404);
  }
}
