package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Walk;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// An engine that verifies tokens, and the tokens it hands out.
@Tag("identity")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Engine engine = LocalWorld.verified();
  private final Console operator =
      new Console(engine.uri(), Optional.of(tokens().path("operator").asText()));
  private final String mine;

  IdentityIT() {
    for (String tenant : new String[] {"mine", "theirs"})
      Walk.prepare(operator, tenant, "{\"database\":\"leads1\"}");
    mine =
        Await.until(
                "tokens of new tenants",
                Await.LONG,
                this::tokens,
                tokens ->
                    tokens.path("tenants").has("mine") && tokens.path("tenants").has("theirs"))
            .path("tenants")
            .path("mine")
            .asText();
  }

  @AfterAll
  void close() {
    engine.close();
  }

  private Path file(String name) {
    return engine.data().resolve(name);
  }

  private JsonNode tokens() {
    try {
      return JSON.readTree(Files.readString(file("tokens.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ValidatableResponse send(String path, String token, String tenant, String lead) {
    RequestSpecification request =
        Rest.event(engine, tenant, lead, "identity", Walk.TYPE, lead).body("{\"n\":1}");
    if (!token.isEmpty()) request.header("authorization", "Bearer " + token);
    return request.post(path).then();
  }

  private void awaitBothSteps(String tenant, String lead) {
    Await.until(
        "both steps of " + lead,
        Await.LONG,
        () -> Walk.end(operator, tenant, lead),
        end -> end.map(e -> e.effects().size() == 2).orElse(false));
  }

  @Test
  void a_tenants_token_sends_its_events_and_they_are_executed() {
    String lead = Fresh.name("own");
    send("/events", mine, "mine", lead).statusCode(202);
    awaitBothSteps("mine", lead);
  }

  @Test
  void without_a_token_nothing_is_taken() {
    send("/events", "", "mine", Fresh.name("none"))
        .statusCode(401)
        .header("www-authenticate", startsWith("Bearer"));
    Rest.at(engine).get("/api/v1/tenants/mine").then().statusCode(401);
  }

  @Test
  void another_tenants_event_is_403_and_audited() {
    String lead = Fresh.name("other");
    send("/events", mine, "theirs", lead).statusCode(403);

    assertThat(audited("theirs", "tenant mine", "POST /events")).isEqualTo(1);
    assertThat(operator.lead("theirs", lead)).isEmpty();
  }

  @Test
  void another_tenants_dead_letters_are_403() {
    var tenant = new Console(engine.uri(), Optional.of(mine));
    assertThat(tenant.get("/tenants/theirs/dead-letters").status()).isEqualTo(403);
    assertThat(tenant.get("/tenants/mine/dead-letters").status()).isEqualTo(200);
    assertThat(tenant.get("/queues").status()).isEqualTo(403);
    assertThat(operator.get("/queues").status()).isEqualTo(200);
  }

  @Test
  void only_who_has_the_engines_own_token_gets_past_the_edge_through_the_broker()
      throws IOException {
    String lead = Fresh.name("brokered");
    for (String token : new String[] {"", mine, tokens().path("operator").asText()})
      send("/broker/marketing", token, "theirs", lead).statusCode(401);

    String own = Files.readString(file("broker-token"));
    send("/broker/marketing", own, "theirs", lead).statusCode(202);
    awaitBothSteps("theirs", lead);
  }

  @Test
  void tokens_are_for_their_owners_eyes() throws IOException {
    for (String name : new String[] {"tokens.json", "broker-token"})
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
          .isEqualTo("rw-------");
  }

  private int audited(String tenant, String actor, String subject) {
    try (var control = engine.look("control");
        var statement =
            control.prepareStatement(
                "select count(*) from fairway.audit where action = 'forbidden'"
                    + " and tenant = ? and actor = ? and subject = ?")) {
      statement.setString(1, tenant);
      statement.setString(2, actor);
      statement.setString(3, subject);
      var rows = statement.executeQuery();
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
