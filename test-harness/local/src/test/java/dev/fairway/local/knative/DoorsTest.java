package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Broker that asks who is there.
class DoorsTest {
  @TempDir Path folder;
  private final Sink sink = new Sink();
  private final Rig rig = new Rig();

  @BeforeEach
  void start() {
    rig.startGuarded(
        folder,
        new Doors("delivery", "ingress"),
        Rig.broker("main"),
        Rig.trigger("all", sink.uri()));
  }

  @AfterEach
  void stop() {
    rig.close();
    sink.close();
  }

  @Test
  void ingress_takes_events_only_with_its_own_token() {
    assertThat(rig.send(rig.event("1", "t")).statusCode()).isEqualTo(401);
    for (String wrong : new String[] {"ingress", "Bearer delivery", "Bearer ingress2", "Bearer "}) {
      var answer = rig.send(rig.event("1", "t").header("authorization", wrong));
      assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
      assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer");
    }
    assertThat(sink.received).isEmpty();

    var answer = rig.send(rig.event("1", "t").header("authorization", "Bearer ingress"));
    assertThat(answer.statusCode()).isEqualTo(202);
  }

  @Test
  void neither_token_is_told_to_a_sink_outside() {
    rig.send(rig.event("1", "t").header("authorization", "Bearer ingress"));
    Rig.await("delivery", () -> !sink.received.isEmpty());
    assertThat(sink.received.getFirst().headers()).doesNotContainKey("authorization");
  }
}
