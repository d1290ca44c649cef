package dev.fairway.enqueue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.fairway.contracts.Issuer;
import dev.fairway.model.Tenant;
import dev.fairway.ports.Audit;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `POST /events` where tokens are verified.
@QuarkusTest
@TestProfile(IdentityTest.Verified.class)
class IdentityTest {
  private static final String TYPE = "identity.formFilled";
  private static final String BROKER = "broker:marketing";

  public static class Verified implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> all = new HashMap<>(issuer().configuration());
      for (String name : List.of("issuer", "audience", "keys"))
        all.put("fairway.jwt.broker." + name, all.getOrDefault("fairway.jwt.callers." + name, ""));
      all.put("fairway.jwt.broker.subject", BROKER);
      return all;
    }
  }

  private static Issuer issuer() {
    return Issuer.at(Path.of("target", "issuer"));
  }

  @BeforeAll
  static void two_tenants() {
    RestAssured.config =
        RestAssuredConfig.config()
            .encoderConfig(
                EncoderConfig.encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false));
    for (String name : List.of("mine", "theirs")) {
      Twins.WORLD.tenant(name, 10_000, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
      Twins.WORLD.campaign(name, "greet", TYPE);
    }
  }

  private static String event(String id, String tenant) {
    return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"%s\",\"subject\":\"lead-1\"%s}"
        .formatted(id, TYPE, tenant.isEmpty() ? "" : ",\"tenantid\":\"" + tenant + "\"");
  }

  private static ValidatableResponse send(String path, String token, String body) {
    var request =
        given()
            .contentType(
                body.startsWith("[")
                    ? "application/cloudevents-batch+json"
                    : "application/cloudevents+json")
            .body(body.getBytes(StandardCharsets.UTF_8));
    if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
    return request.post(path).then();
  }

  private static List<Audit.Deed> audited(String tenant) {
    return Twins.WORLD.audit.latest(tenant, 10).await().indefinitely().stream()
        .map(Audit.Line::deed)
        .toList();
  }

  @Test
  void a_tenants_token_sends_its_own_events_named_or_not() {
    String token = issuer().tenant("mine");
    send("/events", token, event("own", "mine"))
        .statusCode(202)
        .body("events[0].tasks[0].state", equalTo("accepted"));
    send("/events", token, event("unnamed", ""))
        .statusCode(202)
        .body("events[0].tasks[0].state", equalTo("accepted"));
  }

  @Test
  void an_operators_token_sends_anybodys_events() {
    send("/events", issuer().operator(), event("operator", "theirs")).statusCode(202);
  }

  @Test
  void no_token_and_a_bad_one_are_401_with_a_challenge_and_nothing_is_stored() {
    send("/events", "", event("none", "mine"))
        .statusCode(401)
        .contentType("application/problem+json")
        .header("WWW-Authenticate", startsWith("Bearer"));
    send("/events", issuer().token(it -> it.setAudience("other")), event("none", "mine"))
        .statusCode(401)
        .header("WWW-Authenticate", containsString("invalid_token"));
    send("/events", issuer().tenant("mine"), event("none", "mine"))
        .body("events[0].tasks[0].state", equalTo("accepted"));
  }

  @Test
  void another_tenants_event_is_403_and_audited_and_the_batch_with_it() {
    String token = issuer().tenant("mine");
    send("/events", token, "[" + event("b1", "mine") + "," + event("b2", "theirs") + "]")
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", equalTo("https://fairway.dev/problems/other-tenant"))
        .body("invalid.index", contains(1));
    assertThat(audited("theirs"))
        .contains(new Audit.Deed("theirs", "tenant mine", Audit.Action.FORBIDDEN, "POST /events"));
    send("/events", token, event("b1", "mine"))
        .body("events[0].tasks[0].state", equalTo("accepted"));
  }

  @Test
  void a_tenant_that_exists_cannot_be_told_from_one_that_does_not() {
    String token = issuer().tenant("mine");
    String real = send("/events", token, event("x", "theirs")).extract().asString();
    String none = send("/events", token, event("x", "nobody")).extract().asString();
    assertThat(none).isEqualTo(real);
  }

  @Test
  void only_the_broker_delivers_at_the_root_and_for_everybody() {
    send("/", issuer().token(it -> it.setSubject(BROKER)), event("brokered", "mine"))
        .statusCode(204);
    send("/events", issuer().tenant("mine"), event("brokered", "mine"))
        .body("events[0].tasks[0].state", equalTo("duplicate"));
    for (String token : new String[] {"", issuer().operator(), issuer().tenant("mine")})
      send("/", token, event("forged", "mine")).statusCode(401);
  }
}
