package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
  @Test
  void a_mode_that_cannot_be_kept_ends_the_start() {
    for (String mode : new String[] {"jwt", "JWT", "", "none"})
      assertThatThrownBy(() -> new Identities().identity(mode))
          .hasMessageStartingWith("FAIRWAY_IDENTITY=" + mode);
  }

  @Test
  void development_believes_the_declared_tenant_and_refuses_none() {
    var caller =
        new Identities().identity("development").caller(MultiMap.caseInsensitiveMultiMap());
    assertThat(caller.tenant(Optional.of("acme"))).isEqualTo("acme");
    assertThatThrownBy(() -> caller.tenant(Optional.empty())).isInstanceOf(Refusal.class);
  }
}
