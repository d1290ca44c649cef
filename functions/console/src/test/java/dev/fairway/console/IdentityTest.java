package dev.fairway.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.fairway.contracts.Issuer;
import dev.fairway.ports.Audit;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The API where tokens are verified.
@QuarkusTest
@QuarkusTestResource(Stores.class)
@TestProfile(IdentityTest.Verified.class)
class IdentityTest {
  @Inject Audit audit;

  public static class Verified implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return issuer().configuration();
    }
  }

  private static Issuer issuer() {
    return Issuer.at(Path.of("target", "issuer"));
  }

  private static RequestSpecification as(String token) {
    return given().header("Authorization", "Bearer " + token);
  }

  private static ValidatableResponse put(String token, String path) {
    return as(token).contentType("application/json").body("{}").put("/api/v1" + path).then();
  }

  @BeforeEach
  void two_tenants() {
    for (String name : new String[] {"mine", "theirs"})
      put(issuer().operator(), "/tenants/" + name);
  }

  @Test
  void without_a_token_nothing_is_told() {
    for (String path :
        new String[] {"/tenants", "/tenants/mine", "/queues", "/tenants/mine/dead-letters"})
      given()
          .get("/api/v1" + path)
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .header("WWW-Authenticate", startsWith("Bearer"));
  }

  @Test
  void a_tenant_sees_what_is_its_own() {
    String mine = issuer().tenant("mine");
    as(mine).get("/api/v1/tenants/mine").then().statusCode(200).body("name", equalTo("mine"));
    as(mine).get("/api/v1/tenants/mine/dead-letters").then().statusCode(200);
  }

  @Test
  void another_tenants_dead_letters_are_403_and_that_is_audited() {
    as(issuer().tenant("mine"))
        .get("/api/v1/tenants/theirs/dead-letters")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", equalTo("https://fairway.dev/problems/other-tenant"));
    assertThat(audit.latest("theirs", 10).await().atMost(Duration.ofSeconds(10)))
        .extracting(Audit.Line::deed)
        .contains(
            new Audit.Deed("theirs", "tenant mine", Audit.Action.FORBIDDEN, "GET /api/v1/tenants"));
  }

  @Test
  void what_is_about_all_tenants_is_the_operators() {
    String mine = issuer().tenant("mine");
    for (String path : new String[] {"/tenants", "/queues"}) {
      as(mine).get("/api/v1" + path).then().statusCode(403);
      as(issuer().operator()).get("/api/v1" + path).then().statusCode(200);
    }
    put(mine, "/tenants/mine").statusCode(403);
    put(mine, "/tenants/fresh").statusCode(403);
    as(mine).delete("/api/v1/tenants/mine").then().statusCode(403);
    put(issuer().operator(), "/tenants/mine").statusCode(200);
  }

  @Test
  void deeds_are_audited_under_the_tokens_name() {
    put(issuer().operator(), "/tenants/audited").statusCode(201);
    assertThat(audit.latest("audited", 1).await().atMost(Duration.ofSeconds(10)))
        .extracting(line -> line.deed().actor())
        .containsExactly("operator");
  }
}
