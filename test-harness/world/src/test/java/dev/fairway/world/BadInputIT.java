package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Walk;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is wrong is answered by the right code and by words its sender can act on, and nothing
/// of it is stored.
@Tag("input")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedEngine.class)
class BadInputIT {
  private static final String TENANT = "input";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";

  private final Engine engine;
  private final Console console;

  BadInputIT(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
    Walk.prepare(console, TENANT, "{\"database\":\"leads1\"}");
  }

  /// @param says words that must stand in the answer's body
  private record Case(String name, String contentType, String body, int status, String says) {
    @Override
    public String toString() {
      return name + " -> " + status;
    }
  }

  private static String event(String... changes) {
    String event =
        """
        {"specversion":"1.0","id":"bad","source":"input","type":"world.stepped",
         "subject":"bad-lead","tenantid":"input","data":{"n":1}}\
        """;
    for (int i = 0; i < changes.length; i += 2) {
      if (!event.contains(changes[i])) throw new IllegalArgumentException(changes[i]);
      event = event.replace(changes[i], changes[i + 1]);
    }
    return event;
  }

  private static Case structured(String name, String body, int status, String says) {
    return new Case(name, STRUCTURED, body, status, says);
  }

  static final List<Case> EVENTS =
      List.of(
          structured("no JSON", "{", 400, "JSON"),
          structured("empty body", "", 400, "empty"),
          structured("an array as one event", "[" + event() + "]", 400, "object"),
          structured("truncated", event().substring(0, 60), 400, "JSON"),
          structured("no specversion", event("\"specversion\":\"1.0\",", ""), 400, "specversion"),
          structured("specversion 9.9", event("1.0", "9.9"), 400, "specversion"),
          structured("no id", event("\"id\":\"bad\",", ""), 400, "'id'"),
          structured("empty id", event("\"id\":\"bad\"", "\"id\":\"\""), 400, "'id'"),
          structured("no source", event("\"source\":\"input\",", ""), 400, "'source'"),
          structured(
              "source that is no URI",
              event("\"source\":\"input\"", "\"source\":\"a b\""),
              400,
              "URI"),
          structured("no type", event("\"type\":\"world.stepped\",", ""), 400, "'type'"),
          structured(
              "time that is no time",
              event("\"id\":\"bad\"", "\"id\":\"bad\",\"time\":\"yesterday\""),
              400,
              "RFC 3339"),
          structured(
              "time that does not exist",
              event("\"id\":\"bad\"", "\"id\":\"bad\",\"time\":\"2026-02-30T10:00:00Z\""),
              400,
              "'time'"),
          structured(
              "depth that is no number",
              event("\"id\":\"bad\"", "\"id\":\"bad\",\"depth\":\"deep\""),
              400,
              "'depth'"),
          structured(
              "attribute name in capitals",
              event("\"id\":\"bad\"", "\"id\":\"bad\",\"Colour\":\"red\""),
              400,
              "a-z"),
          structured(
              "attribute that is an object",
              event("\"id\":\"bad\"", "\"id\":\"bad\",\"colour\":{}"),
              400,
              "colour"),
          structured(
              "neither subject nor email", event("\"subject\":\"bad-lead\",", ""), 400, "subject"),
          structured(
              "data twice",
              event("\"data\":{\"n\":1}", "\"data\":{\"n\":1},\"data_base64\":\"e30=\""),
              400,
              "data_base64"),
          structured(
              "base64 that is none",
              event("\"data\":{\"n\":1}", "\"data_base64\":\"***\""),
              400,
              "base64"),
          structured(
              "control character in an id",
              event("\"id\":\"bad\"", "\"id\":\"b\\u0001d\""),
              400,
              "control"),
          structured(
              "U+0000, which no store can hold",
              event("\"id\":\"bad\"", "\"id\":\"b\\u0000d\""),
              400,
              "U+0000"),
          structured("no tenant", event("\"tenantid\":\"input\",", ""), 400, "tenantid"),
          structured(
              "tenant that cannot be",
              event("\"tenantid\":\"input\"", "\"tenantid\":\"a} x {b\""),
              400,
              "a-z"),
          structured(
              "unknown tenant",
              event("\"tenantid\":\"input\"", "\"tenantid\":\"nobody-knows\""),
              403,
              "tenant"),
          structured(
              "nested too deep",
              event("{\"n\":1}", "{\"n\":".repeat(100) + "1" + "}".repeat(100)),
              400,
              "deep"),
          structured(
              "oversized",
              event("{\"n\":1}", "{\"n\":1,\"x\":\"" + "x".repeat(300_000) + "\"}"),
              413,
              "larger"),
          structured(
              "data that is no JSON by its type",
              event("\"data\"", "\"datacontenttype\":\"text/plain\",\"data\""),
              415,
              "JSON"),
          new Case("batch: not an array", BATCH, event(), 400, "array"),
          new Case(
              "batch: one of two is wrong",
              BATCH,
              "[" + event() + "," + event("1.0", "0.3") + "]",
              400,
              "\"index\":1"),
          new Case("XML", "application/cloudevents+xml", "<event/>", 415, STRUCTURED),
          new Case("avro batch", "application/cloudevents-batch+avro", "x", 415, BATCH),
          new Case("latin-1", STRUCTURED + "; charset=iso-8859-1", event(), 415, "utf-8"),
          new Case("no CloudEvent at all", "application/json", "{}", 400, "ce-"));

  @ParameterizedTest(name = "{0}")
  @FieldSource("EVENTS")
  void a_malformed_event_is_refused_with_a_reason(Case bad) {
    Response answer =
        Rest.at(engine)
            .header("content-type", bad.contentType())
            .body(bad.body().getBytes(StandardCharsets.UTF_8))
            .post("/events");

    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(bad.status());
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.asString()).contains(bad.says()).doesNotContain("Exception", "\tat ");
    assertThat(answer.jsonPath().getInt("status")).isEqualTo(bad.status());
    assertThat(answer.jsonPath().getString("title")).isNotBlank();
    assertThat(answer.jsonPath().getString("type")).isNotBlank();
  }

  @Test
  void nothing_of_a_refused_event_is_stored() {
    assertThat(console.lead(TENANT, "bad-lead")).isEmpty();
  }

  @Test
  void other_methods_are_told_which_one_to_use() {
    Rest.at(engine).get("/events").then().statusCode(405);
  }

  /// The files tell what is wrong with them, in comments: the path of the mistake, words the
  /// message must contain, and (where there is one) what it must offer instead. `line: none` where
  /// the mistake is not in the file alone.
  private record BadCampaign(
      String file, String yaml, String path, String says, String offers, boolean hasLine) {
    @Override
    public String toString() {
      return file;
    }

    static BadCampaign read(Path file) {
      try {
        String yaml = Files.readString(file);
        return new BadCampaign(
            file.getFileName().toString(),
            yaml,
            comment(yaml, "path"),
            comment(yaml, "says"),
            comment(yaml, "offers"),
            comment(yaml, "line").isEmpty());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private static String comment(String yaml, String key) {
      String mark = "# " + key + ": ";
      return yaml.lines()
          .filter(l -> l.startsWith(mark))
          .map(l -> l.substring(mark.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  static Stream<Arguments> campaigns() throws IOException, URISyntaxException {
    var folder = Objects.requireNonNull(BadInputIT.class.getResource("/bad-campaigns"));
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().map(BadCampaign::read).map(Arguments::of).toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("campaigns")
  void a_bad_campaign_is_refused_with_path_line_and_advice(BadCampaign bad) {
    Console.Reply reply =
        console.put("/tenants/" + TENANT + "/campaigns/broken", "application/yaml", bad.yaml());

    assertThat(reply.status()).as(reply.text()).isEqualTo(422);
    List<JsonNode> errors = new ArrayList<>();
    reply.body().path("errors").forEach(errors::add);
    assertThat(errors).as(reply.text()).isNotEmpty();
    assertThat(errors)
        .as(reply.text())
        .anySatisfy(error -> {
          assertThat(segments(error.path("path").asText())).isEqualTo(segments(bad.path()));
          assertThat(error.path("message").asText()).containsIgnoringCase(bad.says());
          if (bad.hasLine()) assertThat(error.path("line").asInt()).isPositive();
          assertThat(error.path("message").asText() + error.path("allowed")).contains(bad.offers());
        });
    assertThat(reply.text()).doesNotContain("Exception", "\tat ");
  }

  /// However it is written: `spec.flow[0].do` and `/spec/flow/0/do` are one path.
  private static List<String> segments(String path) {
    return Arrays.stream(path.split("[./\\[\\]$]+")).filter(s -> !s.isEmpty()).toList();
  }

  @Test
  void there_are_forty_bad_campaigns() throws IOException, URISyntaxException {
    assertThat(campaigns()).hasSizeGreaterThanOrEqualTo(40);
  }

  @Test
  void every_mistake_of_a_file_is_told_at_once() {
    String yaml =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: broken }
        spec:
          triggers:
            - on: world.stepped
          qualification: sometimes
          priority: urgent
          flow:
            - step: a
              do: score.chnge
              with: { score: steps, change: "+1" }
        """;

    Console.Reply reply =
        console.put("/tenants/" + TENANT + "/campaigns/broken", "application/yaml", yaml);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.body().path("errors")).as(reply.text()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void an_unknown_lead_field_is_refused_by_name() {
    Console.Reply reply =
        console.put(
            "/tenants/" + TENANT + "/leads/somebody",
            "application/json",
            "{\"fields\":{\"shoeSize\":44}}");

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.text()).contains("shoeSize");
  }
}
