package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @TempDir Path folder;
  private final Sink replier = new Sink();
  private final Sink taker = new Sink();
  private final Rig rig = new Rig();

  @BeforeEach
  void start() {
    rig.start(
        folder,
        Rig.broker("main"),
        Rig.trigger(
            "replier",
            replier.uri(),
            "filters: [{exact: {type: ask}}]",
            "delivery: {retry: 1, backoffDelay: PT0.01S}"),
        Rig.trigger("taker", taker.uri(), "filters: [{exact: {type: answer}}]"));
  }

  @AfterEach
  void stop() {
    rig.close();
    replier.close();
    taker.close();
  }

  private void awaitIdle() {
    Rig.await("idle", () -> rig.metric("fairway_local_events_pending") == 0);
  }

  @Test
  @Obeys({Rule.A_200_WITH_AN_EVENT_IS_A_REPLY, Rule.A_REPLY_KEEPS_THE_TRACE})
  void an_event_in_a_200_is_a_new_event_in_the_same_trace() {
    replier.answering(n -> Sink.Answer.event(200, "answer"));
    rig.send(rig.event("1", "ask").header("traceparent", TRACE));
    Rig.await("answer", () -> !taker.received.isEmpty());
    awaitIdle();
    assertThat(taker.received).hasSize(1);
    assertThat(taker.received.getFirst().headers())
        .containsEntry("ce-id", "r")
        .containsEntry("ce-source", "/sink")
        .containsEntry("traceparent", TRACE);
    assertThat(taker.received.getFirst().text()).isEqualTo("{\"reply\":true}");
    assertThat(replier.received).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {202})
  @Obeys(Rule.A_202_IS_NEVER_A_REPLY)
  void an_event_in_another_answer_is_no_reply(int status) {
    replier.answering(n -> Sink.Answer.event(status, "answer"));
    rig.send(rig.event("1", "ask"));
    Rig.await("asked", () -> !replier.received.isEmpty());
    awaitIdle();
    assertThat(taker.received).isEmpty();
    assertThat(replier.received).hasSize(1);
  }

  @Test
  @Obeys(Rule.A_200_WITH_ANOTHER_BODY_IS_A_FAILURE)
  void a_200_with_another_body_is_a_failure() {
    replier.answering(n -> Sink.Answer.body(200, "fine"));
    rig.send(rig.event("1", "ask"));
    Rig.await("asked twice", () -> replier.received.size() == 2);
    awaitIdle();
    assertThat(rig.metric("fairway_local_deliveries_total{trigger=\"replier\",result=\"dropped\"}"))
        .isEqualTo(1);
  }

  @Test
  @Obeys(Rule.REPLIES_END_AFTER_255_HOPS)
  void replies_to_replies_end_after_255_hops() {
    replier.answering(n -> Sink.Answer.event(200, "ask"));
    rig.send(rig.event("1", "ask"));
    Rig.await(
        "end",
        () ->
            rig.metric("fairway_local_replies_dropped_total{trigger=\"replier\",reason=\"hops\"}")
                == 1);
    awaitIdle();
    assertThat(replier.received).hasSize(255);
  }
}
