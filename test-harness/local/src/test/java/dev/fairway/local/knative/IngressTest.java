package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngressTest {
  @TempDir Path folder;
  private final Sink sink = new Sink();
  private final Rig rig = new Rig();

  @BeforeEach
  void start() {
    rig.start(
        folder,
        Rig.broker("main"),
        Rig.trigger("all", sink.uri(), "filters: [{not: {exact: {type: unwanted}}}]"));
  }

  @AfterEach
  void stop() {
    rig.close();
    sink.close();
  }

  private Sink.Received delivered() {
    Rig.await("delivery", () -> !sink.received.isEmpty());
    return sink.received.getFirst();
  }

  private HttpRequest.Builder structured(String json) {
    return HttpRequest.newBuilder(rig.knative().uri().resolve("/broker/main"))
        .header("content-type", "application/cloudevents+json; charset=utf-8")
        .POST(HttpRequest.BodyPublishers.ofString(json));
  }

  @Test
  @Obeys({
    Rule.INGRESS_TAKES_BINARY_AND_STRUCTURED_EVENTS,
    Rule.ATTRIBUTES_AND_64_KIB_OF_DATA_ARRIVE_AS_SENT
  })
  void a_binary_event_arrives_byte_for_byte() {
    byte[] data = new byte[64 << 10];
    new Random(7).nextBytes(data);
    var answer =
        rig.send(
            rig.event("a%20b", "t")
                .header("ce-tenantid", "acme")
                .header("ce-time", "2026-01-01T00:00:00Z")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .POST(HttpRequest.BodyPublishers.ofByteArray(data)));
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(delivered().body()).isEqualTo(data);
    assertThat(delivered().headers())
        .containsEntry("ce-id", "a%20b")
        .containsEntry("ce-source", "/test")
        .containsEntry("ce-type", "t")
        .containsEntry("ce-specversion", "1.0")
        .containsEntry("ce-tenantid", "acme")
        .containsEntry("ce-time", "2026-01-01T00:00:00Z")
        .containsEntry("content-type", "application/json")
        .containsEntry("prefer", "reply")
        .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{ \"a\" : [1.50,  2], \"b\":\"é\" }' | '{ \"a\" : [1.50,  2], \"b\":\"é\" }'",
        "'\"text\"' | '\"text\"'",
        "12.30 | 12.30",
        "true | true",
        "null | ''"
      })
  @Obeys(Rule.INGRESS_TAKES_BINARY_AND_STRUCTURED_EVENTS)
  void the_data_of_a_structured_event_is_cut_out_and_not_rewritten(String data, String expected) {
    var answer =
        rig.send(
            structured(
                """
                {"specversion":"1.0","id":"ä 1","source":"/s","type":"t","n":3,"data": %s ,"x":"y"}
                """
                    .formatted(data)));
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(delivered().text()).isEqualTo(expected);
    assertThat(delivered().headers())
        .containsEntry("ce-id", "%C3%A4%201")
        .containsEntry("ce-n", "3")
        .containsEntry("ce-x", "y");
  }

  @Test
  void text_and_base64_data_of_a_structured_event_become_bytes() {
    rig.send(
        structured(
            """
            {"specversion":"1.0","id":"1","source":"/s","type":"t","datacontenttype":"text/plain","data":"a\\nb"}
            """));
    assertThat(delivered().text()).isEqualTo("a\nb");
    sink.received.clear();
    rig.send(
        structured(
            """
            {"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":"AP8="}
            """));
    assertThat(delivered().body()).containsExactly(0, 0xff);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce-id", "ce-source", "ce-type", "ce-specversion"})
  @Obeys(Rule.INGRESS_ANSWERS_400_TO_WHAT_IS_NO_EVENT)
  void an_event_without_a_required_attribute_is_refused(String missing) {
    HttpRequest whole = rig.event("1", "t").build();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(whole.uri()).POST(whole.bodyPublisher().orElseThrow());
    whole
        .headers()
        .map()
        .forEach((name, values) -> {
          if (!name.equals(missing)) request.header(name, values.getFirst());
        });
    var answer = rig.send(request);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(missing.substring(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"}",
        "{\"specversion\":\"9.9\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"x\":{}}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"X\":\"1\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"time\":\"now\"}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} {}"
      })
  @Obeys(Rule.INGRESS_ANSWERS_400_TO_WHAT_IS_NO_EVENT)
  void what_is_no_structured_event_is_refused(String body) {
    assertThat(rig.send(structured(body)).statusCode()).isEqualTo(400);
  }

  @Test
  void a_batch_is_refused() {
    var request =
        HttpRequest.newBuilder(rig.knative().uri().resolve("/broker/main"))
            .header("content-type", "application/cloudevents-batch+json")
            .POST(HttpRequest.BodyPublishers.ofString("[]"));
    assertThat(rig.send(request).statusCode()).isEqualTo(400);
  }

  @Test
  @Obeys(Rule.INGRESS_ANSWERS_405_TO_OTHER_METHODS_AND_404_FOR_UNKNOWN_BROKERS)
  void only_posts_are_taken_and_only_by_a_broker_that_exists() {
    assertThat(rig.send(rig.get("/broker/main")).statusCode()).isEqualTo(405);
    var unknown = rig.event("1", "t").uri(rig.knative().uri().resolve("/broker/nobody"));
    assertThat(rig.send(unknown).statusCode()).isEqualTo(404);
    assertThat(rig.send(rig.get("/elsewhere")).statusCode()).isEqualTo(404);
  }

  @Test
  @Obeys(Rule.WHAT_NO_TRIGGER_WANTS_IS_ACCEPTED)
  void an_event_nobody_wants_is_accepted_and_costs_nothing() {
    assertThat(rig.send(rig.event("1", "unwanted")).statusCode()).isEqualTo(202);
    assertThat(rig.metric("fairway_local_log_appends_total")).isZero();
    assertThat(sink.received).isEmpty();
  }
}
