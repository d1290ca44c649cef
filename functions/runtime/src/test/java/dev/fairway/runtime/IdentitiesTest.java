package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.contracts.Configuration;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Map<String, String> ISSUER =
      Map.of(
          "fairway.jwt.callers.issuer", "https://issuer.test",
          "fairway.jwt.callers.audience", "fairway",
          "fairway.jwt.callers.keys", "keys.json");

  @AfterAll
  static void close() {
    VERTX.close();
  }

  private static Identity identity(String mode, Map<String, String> settings) {
    return new Identities().identity(mode, Configuration.of(JwtConfig.class, settings), VERTX);
  }

  @Test
  void a_mode_that_cannot_be_kept_ends_the_start() {
    for (String mode : new String[] {"JWT", "", "none"})
      assertThatThrownBy(() -> identity(mode, ISSUER))
          .hasMessageStartingWith("FAIRWAY_IDENTITY=" + mode);
    assertThatThrownBy(() -> identity("jwt", Map.of("fairway.jwt.required", "true")))
        .hasMessageContaining("FAIRWAY_JWT_CALLERS_ISSUER");
    assertThat(identity("jwt", ISSUER)).isInstanceOf(JwtIdentity.class);
  }

  @Test
  void a_function_that_nobody_calls_from_outside_needs_no_issuer_and_believes_nobody() {
    var headers = MultiMap.caseInsensitiveMultiMap().add("Authorization", "Bearer a.b.c");
    assertThatThrownBy(() -> identity("jwt", Map.of()).caller(headers).await().indefinitely())
        .hasMessageContaining("nobody is trusted");
  }

  @Test
  void development_believes_the_declared_tenant_and_refuses_none() {
    var caller =
        identity("development", Map.of())
            .caller(MultiMap.caseInsensitiveMultiMap())
            .await()
            .indefinitely();
    assertThat(caller.tenant(Optional.of("acme"))).isEqualTo("acme");
    assertThatThrownBy(() -> caller.tenant(Optional.empty())).isInstanceOf(Refusal.class);
  }
}
