package dev.fairway.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class ConsolePageTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/console"})
  void the_page_is_served_and_may_talk_to_nobody_else(String path) {
    given()
        .get(path)
        .then()
        .statusCode(200)
        .contentType("text/html")
        .header("Content-Security-Policy", containsString("connect-src 'self'"))
        .body(containsString("Fairway console"));
  }

  @Test
  void the_whole_contract_is_in_the_document() {
    Map<String, ?> paths = given().get("/api/openapi?format=json").jsonPath().getMap("paths");
    String tenant = "/api/v1/tenants/{tenant}";
    assertThat(paths)
        .containsKeys(
            "/api/v1/tenants",
            tenant,
            tenant + "/apply",
            tenant + "/assets/{kind}/{name}",
            tenant + "/campaigns/{name}",
            tenant + "/campaigns/{name}/activate",
            tenant + "/campaigns/{name}/deactivate",
            tenant + "/campaigns/{name}/abort",
            tenant + "/campaigns/{name}/simulate",
            tenant + "/campaigns/{name}/migrate",
            tenant + "/leads",
            tenant + "/leads/{id}",
            tenant + "/leads/{id}/activities",
            tenant + "/tasks",
            tenant + "/tasks/{task}",
            tenant + "/dead-letters",
            tenant + "/dead-letters/{task}/redrive",
            "/api/v1/queues",
            "/api/v1/local/clock");
  }
}
