package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairway.model.Event;
import dev.fairway.runtime.CloudEvents.Limits;
import dev.fairway.runtime.CloudEvents.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CloudEventsTest {
  private static final Limits LIMITS = new Limits(256 * 1024, 4 << 20, 1_000);
  private static final String ABSENT = "(absent)";
  private static final Map<String, String> GOOD =
      Map.of(
          "specversion", "1.0",
          "id", "e-1",
          "source", "/web",
          "type", "person.formFilled",
          "subject", "lead-1",
          "tenantid", "acme");

  /// Attribute, its value, and what the sender is told; alike in every mode.
  static Stream<Arguments> malformed() {
    var rows =
        Stream.of(
            row("id", ABSENT, "attribute 'id' is missing"),
            row("source", ABSENT, "attribute 'source' is missing"),
            row("type", ABSENT, "attribute 'type' is missing"),
            row("specversion", ABSENT, "attribute 'specversion' is missing"),
            row("specversion", "9.9", "attribute 'specversion' must be 1.0"),
            row("specversion", "0.3", "attribute 'specversion' must be 1.0"),
            row("id", "", "attribute 'id' is empty"),
            row("id", "  ", "attribute 'id' is empty"),
            row("source", "", "attribute 'source' is empty"),
            row("type", "", "attribute 'type' is empty"),
            row("subject", "", "attribute 'subject' is empty"),
            row("id", "x".repeat(257), "attribute 'id' is longer than 256 bytes"),
            row("type", "x".repeat(257), "attribute 'type' is longer than 256 bytes"),
            row("tenantid", "x".repeat(1025), "attribute 'tenantid' is longer than 1024 bytes"),
            row("id", "a\u0001b", "attribute 'id' contains control characters"),
            row("id", "a\r\nSet-Cookie: x", "attribute 'id' contains control characters"),
            row("subject", "a\u0085b", "attribute 'subject' contains control characters"),
            row("subject", "a\uFFFEb", "attribute 'subject' contains control characters"),
            row("source", "not a uri", "attribute 'source' must be a URI reference"),
            row("dataschema", "/relative", "attribute 'dataschema' must be an absolute URI"),
            row(
                "time",
                "yesterday",
                "attribute 'time' must be an RFC 3339 time such as 2026-03-01T12:00:00Z"),
            row(
                "time",
                "2026-03-01",
                "attribute 'time' must be an RFC 3339 time such as 2026-03-01T12:00:00Z"),
            row(
                "time",
                "2026-03-01T12:00Z",
                "attribute 'time' must be an RFC 3339 time such as 2026-03-01T12:00:00Z"),
            row("time", "2026-02-30T12:00:00Z", "attribute 'time' is not a date that exists"),
            row(
                "expirytime",
                "soon",
                "attribute 'expirytime' must be an RFC 3339 time such as 2026-03-01T12:00:00Z"),
            row("depth", "-1", "attribute 'depth' must be an integer of 0 or more"),
            row("depth", "deep", "attribute 'depth' must be an integer of 0 or more"),
            row(
                "my_ext",
                "x",
                "attribute 'my_ext': names are 1 to 40 of a-z and 0-9, and not 'data'"),
            row(
                "my-ext",
                "x",
                "attribute 'my-ext': names are 1 to 40 of a-z and 0-9, and not 'data'"),
            row("x".repeat(41), "x", "names are 1 to 40 of a-z and 0-9, and not 'data'"));
    return rows.flatMap(
        row -> Stream.of(Mode.values()).map(mode -> Arguments.of(mode, row[0], row[1], row[2])));
  }

  private static String[] row(String attribute, String value, String message) {
    return new String[] {attribute, value, message};
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void a_malformed_attribute_is_refused_alike_in_every_mode(
      Mode mode, String attribute, String value, String message) {
    Map<String, String> attributes = new LinkedHashMap<>(GOOD);
    if (value.equals(ABSENT)) attributes.remove(attribute);
    else attributes.put(attribute, value);

    Refusal refusal = refused(() -> decode(mode, attributes, "{\"n\":1}"));

    assertThat(refusal.status()).isEqualTo(400);
    assertThat(reason(mode, refusal)).contains(message);
  }

  static Stream<Arguments> badData() {
    return Stream.of(
        Arguments.of("{\"a\":1,\"a\":2}", "the same key twice in an object"),
        Arguments.of("{\"a\":", "not JSON"),
        Arguments.of("{'a':1}", "not JSON"),
        Arguments.of("NaN", "not JSON"),
        Arguments.of("{\"a\":\"\\u0000\"}", "text contains U+0000"),
        Arguments.of("{\"\\u0000\":1}", "text contains U+0000"),
        Arguments.of("{\"a\":\"\\ud800\"}", "text contains half a surrogate pair"),
        Arguments.of(
            "{\"a\":123456789012345678901}", "an integer beyond 64 bits (send it as text)"),
        Arguments.of("{\"a\":1e999}", "a number beyond 64-bit floating point"),
        Arguments.of("{\"a\":" + "9".repeat(5_000) + "}", "too long"),
        Arguments.of("[".repeat(65) + "]".repeat(65), "deeper than 64 levels"),
        Arguments.of("[".repeat(100_000), "deeper than 64 levels"));
  }

  @ParameterizedTest
  @MethodSource("badData")
  void data_that_cannot_be_kept_is_refused_alike_in_every_mode(String data, String message) {
    for (Mode mode : Mode.values()) {
      Refusal refusal = refused(() -> decode(mode, GOOD, data));
      assertThat(refusal.status()).as(mode.name()).isEqualTo(400);
      assertThat(reason(mode, refusal)).as(mode.name()).contains(message);
    }
  }

  @Test
  void nul_in_an_id_is_refused_in_every_mode() {
    Map<String, String> attributes = new LinkedHashMap<>(GOOD);
    attributes.put("id", "a\0b");
    for (Mode mode : Mode.values())
      assertThat(refused(() -> decode(mode, attributes, "1")).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void the_same_event_reads_the_same_in_every_mode(Mode mode) {
    Map<String, String> attributes = new LinkedHashMap<>(GOOD);
    attributes.put("subject", "Jürgen \"J\" 100%25 漢字 😀");
    attributes.put("time", "2026-03-01T12:00:00.5+01:00");
    attributes.put("expirytime", "2026-03-02T00:00:00Z");
    attributes.put("depth", "3");
    attributes.put("plan", "gold");

    Event event =
        decode(mode, attributes, "{\"n\":1,\"x\":1.5,\"l\":[true,null],\"o\":{\"k\":\"v\"}}");

    assertThat(event.subject()).hasValue("Jürgen \"J\" 100%25 漢字 😀");
    assertThat(event.time()).hasValue(Instant.parse("2026-03-01T11:00:00.5Z"));
    assertThat(event.expiry()).hasValue(Instant.parse("2026-03-02T00:00:00Z"));
    assertThat(event.depth()).isEqualTo(3);
    assertThat(event.extensions()).isEqualTo(Map.of("tenantid", "acme", "plan", "gold"));
    assertThat(event.data()).containsEntry("n", 1L).containsEntry("x", 1.5);
    assertThat(event.data().get("o")).isEqualTo(Map.of("k", "v"));
    assertThat((List<?>) event.data().get("l")).hasSize(2).element(0).isEqualTo(true);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void sixty_four_levels_of_data_pass(Mode mode) {
    assertThat(decode(mode, GOOD, "[".repeat(64) + "]".repeat(64)).data())
        .containsOnlyKeys("value");
  }

  @Test
  void a_header_is_percent_decoded_once_and_its_quotes_are_taken_off() {
    Map<String, String> headers = headers(GOOD);
    headers.put("ce-subject", "\"a%2520b\\\"%C3%BC\"");
    assertThat(binary(headers, "").subject()).hasValue("a%20b\"ü");
  }

  @ParameterizedTest
  @CsvSource({"J\u00fcrgen,must be ASCII", "%FF,is not UTF-8 after percent-decoding"})
  void a_header_that_is_not_percent_encoded_utf8_is_refused(String value, String message) {
    Map<String, String> headers = headers(GOOD);
    headers.put("ce-subject", value);
    assertThat(refused(() -> binary(headers, "")).detail()).contains(message);
  }

  @Test
  void data_is_no_header_and_the_content_type_has_one_already() {
    for (String name : List.of("ce-data", "ce-datacontenttype")) {
      Map<String, String> headers = headers(GOOD);
      headers.put(name, "x");
      assertThat(refused(() -> binary(headers, "")).status()).isEqualTo(400);
    }
  }

  @Test
  void a_header_twice_is_refused() {
    var headers = new ArrayList<Map.Entry<String, String>>(headers(GOOD).entrySet());
    headers.add(Map.entry("CE-Id", "other"));
    Refusal refusal =
        refused(() -> CloudEvents.binary(headers, new byte[0], Optional.empty(), LIMITS));
    assertThat(refusal.detail()).isEqualTo("header 'ce-id' stands there twice");
  }

  @Test
  void a_thousand_attributes_are_refused() {
    Map<String, String> attributes = new LinkedHashMap<>(GOOD);
    for (int i = 0; i < 1_000; i++) attributes.put("x" + i, "1");
    for (Mode mode : Mode.values())
      assertThat(reason(mode, refused(() -> decode(mode, attributes, "1"))))
          .isEqualTo("more than 64 attributes");
  }

  @Test
  void binary_data_that_is_no_json_is_415() {
    Map<String, String> headers = headers(GOOD);
    headers.put("Content-Type", "text/plain");
    assertThat(refused(() -> binary(headers, "hello")).status()).isEqualTo(415);
    headers.remove("Content-Type");
    assertThat(refused(() -> binary(headers, "{}")).status()).isEqualTo(415);
    headers.put("Content-Type", "application/json; charset=latin1");
    assertThat(refused(() -> binary(headers, "{}")).status()).isEqualTo(415);
    headers.put("Content-Type", "application/vnd.acme+json; charset=UTF-8");
    assertThat(binary(headers, "{\"a\":1}").data()).containsEntry("a", 1L);
  }

  @Test
  void an_event_without_data_has_none() {
    assertThat(binary(headers(GOOD), "").data()).isEmpty();
    assertThat(structured("{" + members(GOOD) + "}").data()).isEmpty();
    assertThat(structured("{" + members(GOOD) + ",\"data\":null}").data()).isEmpty();
  }

  @Test
  void base64_data_is_read_and_both_kinds_are_refused() {
    String json = java.util.Base64.getEncoder().encodeToString("{\"a\":1}".getBytes(UTF8));
    assertThat(structured("{" + members(GOOD) + ",\"data_base64\":\"" + json + "\"}").data())
        .containsEntry("a", 1L);
    assertThat(
            refused(() -> structured("{" + members(GOOD) + ",\"data\":1,\"data_base64\":\"MQ==\"}"))
                .detail())
        .isEqualTo("data and data_base64 exclude each other");
    assertThat(refused(() -> structured("{" + members(GOOD) + ",\"data_base64\":\"%\"}")).detail())
        .isEqualTo("data_base64 is not base64");
  }

  @Test
  void attributes_of_a_structured_event_are_text_or_simple() {
    String event = "{" + members(GOOD) + ",\"n\":7,\"b\":true,\"gone\":null";
    assertThat(structured(event + "}").extensions())
        .containsEntry("n", "7")
        .containsEntry("b", "true")
        .doesNotContainKey("gone");
    for (String value : List.of("1.5", "{}", "[]", "3000000000"))
      assertThat(refused(() -> structured(event + ",\"x\":" + value + "}")).detail())
          .isEqualTo("attribute 'x' must be text, true or false, or a 32-bit integer");
  }

  @Test
  void an_event_beyond_its_size_is_413() {
    String data = "\"" + "x".repeat(256 * 1024) + "\"";
    for (Mode mode : List.of(Mode.BINARY, Mode.STRUCTURED))
      assertThat(refused(() -> decode(mode, GOOD, data)).status()).isEqualTo(413);
    Refusal batch = refused(() -> decode(Mode.BATCH, GOOD, data));
    assertThat(reason(Mode.BATCH, batch)).isEqualTo("event is larger than 262144 bytes");
  }

  @Test
  void a_batch_tells_the_index_and_reason_of_every_invalid_event_and_yields_none() {
    String good = "{" + members(GOOD) + "}";
    String twice = good.replace("}", ",\"data\":{\"a\":1,\"a\":2}}");
    String batch = "[" + good + ",7," + good + ",{\"id\":\"x\"}," + twice + "]";
    Refusal refusal = refused(() -> batch(batch));
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.members().get("invalid"))
        .isEqualTo(
            List.of(
                Map.of("index", 1, "reason", "an event is a JSON object"),
                Map.of("index", 3, "reason", "attribute 'specversion' is missing"),
                Map.of(
                    "index",
                    4,
                    "reason",
                    "the same key twice in an object at line 1, column "
                        + (batch.lastIndexOf("\"a\"") + 1))));
  }

  @ParameterizedTest
  @CsvSource({"{}", "7", "''", "[", "[1 2]", "[]x"})
  void what_is_no_array_is_no_batch(String body) {
    assertThat(refused(() -> batch(body)).status()).isEqualTo(400);
  }

  @Test
  void a_batch_keeps_order_and_may_be_empty_but_not_endless() {
    assertThat(batch("[]")).isEmpty();
    String two = "[{" + members(GOOD) + "},{" + members(GOOD).replace("e-1", "e-2") + "}]";
    assertThat(batch(two)).extracting(Event::id).containsExactly("e-1", "e-2");
    assertThat(refused(() -> batch("[" + "7,".repeat(1_000) + "7]")).status()).isEqualTo(413);
  }

  @Test
  void one_trace_id_comes_from_the_header_else_the_attribute_else_is_made() {
    String header = "00-11111111111111111111111111111111-2222222222222222-01";
    String attribute = "00-33333333333333333333333333333333-4444444444444444-00";
    Map<String, String> headers = headers(GOOD);
    headers.put("ce-traceparent", attribute);
    assertThat(binary(headers, "").traceparent()).hasValue(attribute);
    assertThat(
            CloudEvents.binary(headers.entrySet(), new byte[0], Optional.of(header), LIMITS)
                .traceparent())
        .hasValue(header);
    headers.put("ce-traceparent", "nonsense");
    assertThat(binary(headers, "").traceparent()).get().matches(Trace::sound);
    assertThat(binary(headers, "").extensions()).doesNotContainKey("traceparent");
  }

  @Test
  void other_formats_and_a_request_without_an_event_are_refused() {
    assertThat(
            refused(() -> CloudEvents.mode(Optional.of("application/cloudevents+avro"))).status())
        .isEqualTo(415);
    assertThat(refused(() -> binary(Map.of("Content-Type", "application/json"), "{}")).detail())
        .startsWith("no CloudEvent:");
  }

  private static final java.nio.charset.Charset UTF8 = StandardCharsets.UTF_8;

  private static Event decode(Mode mode, Map<String, String> attributes, String data) {
    String object = "{" + members(attributes) + ",\"data\":" + data + "}";
    return switch (mode) {
      case BINARY -> binary(headers(attributes), data);
      case STRUCTURED -> structured(object);
      case BATCH -> batch("[" + object + "]").getFirst();
    };
  }

  private static Map<String, String> headers(Map<String, String> attributes) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    attributes.forEach((name, value) -> headers.put("ce-" + name, Emitter.encode(value)));
    return headers;
  }

  private static String members(Map<String, String> attributes) {
    String object = new String(Json.write(attributes), UTF8);
    return object.substring(1, object.length() - 1);
  }

  private static Event binary(Map<String, String> headers, String body) {
    return CloudEvents.binary(headers.entrySet(), body.getBytes(UTF8), Optional.empty(), LIMITS);
  }

  private static Event structured(String body) {
    return CloudEvents.structured(body.getBytes(UTF8), Optional.empty(), LIMITS);
  }

  private static List<Event> batch(String body) {
    return CloudEvents.batch(
        CloudEvents.elements(body.getBytes(UTF8), LIMITS), Optional.empty(), LIMITS);
  }

  private static Refusal refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    Refusal refusal = catchThrowableOfType(Refusal.class, call);
    assertThat(refusal).as("nothing was refused").isNotNull();
    return refusal;
  }

  /// In a batch, the reason of the first invalid event, or what is wrong with the batch.
  private static String reason(Mode mode, Refusal refusal) {
    if (mode == Mode.BATCH
        && refusal.members().get("invalid") instanceof List<?> invalid
        && invalid.getFirst() instanceof Map<?, ?> first)
      return String.valueOf(first.get("reason"));
    return refusal.detail();
  }
}
