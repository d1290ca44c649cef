package dev.fairway.postgres.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.ports.Audit;
import dev.fairway.ports.Audit.Action;
import dev.fairway.ports.Audit.Deed;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlAuditTest {
  private final Audit audit = new ControlAudit(ControlServer.SHARED.control);

  @Test
  void deeds_are_read_back_newest_first() {
    String tenant = "t-" + UUID.randomUUID();
    var first = new Deed(tenant, "operator", Action.ACTIVATE, "campaign hot-lead");
    var second = new Deed(tenant, "operator", Action.ERASE, "lead ann@x.example");
    await(audit.record(first));
    await(audit.record(second));
    assertThat(await(audit.latest(tenant, 9)))
        .extracting(Audit.Line::deed)
        .containsExactly(second, first);
    assertThat(await(audit.latest(tenant, 1))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from fairway.audit",
        "update fairway.audit set actor = 'nobody'",
        "truncate fairway.audit",
        "update fairway.campaign_version set source = ''",
        "delete from fairway.campaign_version"
      })
  void the_application_cannot_rewrite_history(String statement) {
    Uni<?> attempt =
        ControlServer.SHARED.databases.lend(
            "control", connection -> connection.query(statement).execute());
    assertThatThrownBy(() -> await(attempt)).hasMessageContaining("permission denied");
  }

  private static <T> T await(Uni<T> answer) {
    return answer.await().atMost(Duration.ofSeconds(20));
  }
}
