package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest {
  @TempDir Path folder;
  private final Sink sink = new Sink();
  private final Sink dead = new Sink();
  private final Rig rig = new Rig();

  @AfterEach
  void stop() {
    rig.close();
    sink.close();
    dead.close();
  }

  private String delivery(int retry, String more) {
    return "delivery: {retry: %d, backoffPolicy: linear, backoffDelay: PT0.01S, deadLetterSink: {uri: \"%s\"}%s}"
        .formatted(retry, dead.uri(), more);
  }

  private void start(String... triggers) {
    String[] documents = new String[triggers.length + 1];
    documents[0] = Rig.broker("main");
    System.arraycopy(triggers, 0, documents, 1, triggers.length);
    rig.start(folder, documents);
  }

  private void awaitDead() {
    Rig.await("dead letter", () -> !dead.received.isEmpty());
  }

  private void awaitIdle() {
    Rig.await("idle", () -> rig.metric("fairway_local_events_pending") == 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 408, 409, 429, 500, 502, 503, 504})
  @Obeys({
    Rule.TRIED_AGAIN_AFTER_404_408_409_429_5XX,
    Rule.ATTEMPTS_ARE_RETRY_PLUS_ONE,
    Rule.DEAD_LETTERS_SAY_WHY
  })
  void an_answer_that_may_pass_is_tried_again_and_then_dead(int status) {
    sink.answering(n -> Sink.Answer.body(status, "no"));
    start(Rig.trigger("t", sink.uri(), delivery(2, "")));
    rig.send(rig.event("1", "x"));
    awaitDead();
    assertThat(sink.received).hasSize(3);
    assertThat(dead.received.getFirst().headers())
        .containsEntry("ce-id", "1")
        .containsEntry("ce-knativeerrordest", sink.uri().toString())
        .containsEntry("ce-knativeerrorcode", Integer.toString(status))
        .containsEntry(
            "ce-knativeerrordata",
            Base64.getEncoder().encodeToString("no".getBytes(StandardCharsets.UTF_8)));
    assertThat(dead.received.getFirst().text()).isEqualTo("{\"n\":1}");
    awaitIdle();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 410, 413, 415, 422})
  @Obeys(Rule.DEAD_AT_ONCE_AFTER_OTHER_STATUSES)
  void an_answer_that_will_not_change_is_dead_at_once(int status) {
    sink.answering(n -> Sink.Answer.status(status));
    start(Rig.trigger("t", sink.uri(), delivery(5, "")));
    rig.send(rig.event("1", "x"));
    awaitDead();
    assertThat(sink.received).hasSize(1);
    assertThat(dead.received.getFirst().headers())
        .containsEntry("ce-knativeerrorcode", Integer.toString(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  @Obeys({Rule.EACH_TRIGGER_GETS_AN_EVENT_ONCE, Rule.SUCCESS_IS_2XX})
  void success_is_delivered_once(int status) {
    sink.answering(n -> Sink.Answer.status(status));
    start(Rig.trigger("t", sink.uri(), delivery(5, "")));
    rig.send(rig.event("1", "x"));
    awaitIdle();
    assertThat(sink.received).hasSize(1);
    assertThat(dead.received).isEmpty();
  }

  @Test
  @Obeys(Rule.AN_ATTEMPT_HAS_A_TIMEOUT)
  void an_attempt_ends_at_its_timeout_and_the_next_may_succeed() {
    sink.answering(n -> n == 1 ? Sink.Answer.after(3_000) : Sink.Answer.status(204));
    start(Rig.trigger("t", sink.uri(), delivery(1, ", timeout: PT0.2S")));
    rig.send(rig.event("1", "x"));
    awaitIdle();
    assertThat(sink.received).hasSize(2);
    assertThat(dead.received).isEmpty();
  }

  @Test
  @Obeys(Rule.TRIED_AGAIN_WITHOUT_AN_ANSWER)
  void a_subscriber_that_is_not_there_is_tried_again_and_then_dead() {
    URI gone;
    try (Sink closed = new Sink()) {
      gone = closed.uri();
    }
    start(Rig.trigger("t", gone, delivery(1, "")));
    rig.send(rig.event("1", "x"));
    awaitDead();
    assertThat(dead.received.getFirst().headers()).containsEntry("ce-knativeerrorcode", "0");
    assertThat(rig.metric("fairway_local_delivery_failures_total{trigger=\"t\",code=\"0\"}"))
        .isEqualTo(2);
  }

  @Test
  @Obeys(Rule.GAPS_ARE_LINEAR_OR_EXPONENTIAL)
  void gaps_grow_linearly_or_exponentially() {
    Sink other = new Sink().answering(n -> Sink.Answer.status(503));
    sink.answering(n -> Sink.Answer.status(503));
    try (other) {
      start(
          Rig.trigger(
              "linear",
              sink.uri(),
              "delivery: {retry: 3, backoffPolicy: linear, backoffDelay: PT0.05S}"),
          Rig.trigger(
              "exponential",
              other.uri(),
              "delivery: {retry: 3, backoffPolicy: exponential, backoffDelay: PT0.05S}"));
      rig.send(rig.event("1", "x"));
      awaitIdle();
      atLeast(gaps(sink), 50, 100, 150);
      atLeast(gaps(other), 50, 100, 200);
    }
  }

  private static void atLeast(List<Long> gaps, int... millis) {
    assertThat(gaps).hasSize(millis.length);
    for (int i = 0; i < millis.length; i++)
      assertThat(gaps.get(i)).isGreaterThanOrEqualTo(millis[i] - 2L);
  }

  private static List<Long> gaps(Sink sink) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < sink.received.size(); i++)
      gaps.add(
          TimeUnit.NANOSECONDS.toMillis(
              sink.received.get(i).nanos() - sink.received.get(i - 1).nanos()));
    return gaps;
  }

  @Test
  @Obeys(Rule.DEAD_LETTERS_ARE_TRIED_AGAIN)
  void a_dead_letter_is_itself_tried_again() {
    sink.answering(n -> Sink.Answer.status(400));
    dead.answering(n -> Sink.Answer.status(n < 3 ? 503 : 202));
    start(Rig.trigger("t", sink.uri(), delivery(2, "")));
    rig.send(rig.event("1", "x"));
    awaitIdle();
    assertThat(dead.received).hasSize(3);
    assertThat(rig.metric("fairway_local_deliveries_total{trigger=\"t\",result=\"dead\"}"))
        .isEqualTo(1);
  }

  @Test
  @Obeys(Rule.WITHOUT_A_SINK_AN_EVENT_IS_DROPPED_AND_COUNTED)
  void without_a_dead_letter_sink_an_event_is_dropped_and_counted() {
    sink.answering(n -> Sink.Answer.status(503));
    start(Rig.trigger("t", sink.uri(), "delivery: {retry: 1}"));
    rig.send(rig.event("1", "x"));
    awaitIdle();
    assertThat(sink.received).hasSize(2);
    assertThat(rig.metric("fairway_local_deliveries_total{trigger=\"t\",result=\"dropped\"}"))
        .isEqualTo(1);
  }

  @Test
  @Obeys(Rule.A_TRIGGERS_DELIVERY_REPLACES_ITS_BROKERS)
  void a_triggers_delivery_replaces_the_brokers_but_not_its_dead_letter_sink() {
    sink.answering(n -> Sink.Answer.status(503));
    rig.start(
        folder,
        Rig.broker("main") + "\nspec:\n  " + delivery(7, ""),
        Rig.trigger("t", sink.uri(), "delivery: {retry: 1}"));
    rig.send(rig.event("1", "x"));
    awaitDead();
    assertThat(sink.received).hasSize(2);
  }

  @Test
  @Obeys(Rule.A_BAD_TRIGGER_DISTURBS_NO_OTHER)
  void a_trigger_in_trouble_does_not_disturb_another() {
    Sink slow = new Sink().answering(n -> Sink.Answer.after(60_000));
    try (slow) {
      start(Rig.trigger("bad", slow.uri()), Rig.trigger("good", sink.uri()));
      for (int i = 0; i < 400; i++)
        assertThat(rig.send(rig.event("" + i, "x")).statusCode()).isEqualTo(202);
      Rig.await("good", () -> sink.received.size() == 400);
      assertThat(sink.received.stream().map(r -> r.headers().get("ce-id")).distinct()).hasSize(400);
      assertThat(slow.received.size()).isLessThan(400);
    }
  }
}
