package dev.fairway.runtime;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EdgeTest {
  @BeforeAll
  static void say_only_the_content_type_we_say() {
    RestAssured.config =
        RestAssuredConfig.config()
            .encoderConfig(
                EncoderConfig.encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false));
  }

  private static RequestSpecification event(String type) {
    return given()
        .header("ce-specversion", "1.0")
        .header("ce-id", "e-1")
        .header("ce-source", "/test")
        .header("ce-type", type);
  }

  private static RequestSpecification failing(String how) {
    return event("test.fails").contentType("application/json").body("{\"how\":\"" + how + "\"}");
  }

  @Test
  void a_valid_event_reaches_its_function_with_decoded_attributes() {
    event("test.works").header("ce-subject", "J%C3%BCrgen").post("/").then().statusCode(204);
    assertThat(TestFunctions.SUBJECTS).contains("Jürgen");
  }

  @Test
  void a_structured_event_reaches_its_function_whatever_its_headers_say() {
    given()
        .contentType("application/cloudevents+json")
        .header("ce-id", "forged")
        .header("ce-type", "test.fails")
        .header("ce-source", "/forged")
        .header("ce-specversion", "1.0")
        .body(
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"test.works\",\"subject\":\"s1\"}")
        .post("/")
        .then()
        .statusCode(204);
    assertThat(TestFunctions.SUBJECTS).contains("s1");
  }

  @Test
  void a_malformed_event_is_400_as_a_problem() {
    given()
        .header("ce-specversion", "1.0")
        .header("ce-id", "e-1")
        .header("ce-type", "test.works")
        .post("/")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("https://fairway.dev/problems/malformed-event"))
        .body("status", equalTo(400))
        .body("detail", equalTo("attribute 'source' is missing"));
  }

  @Test
  void a_type_without_a_function_is_400_so_that_it_is_not_redelivered_for_ever() {
    event("test.unheard")
        .post("/")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("https://fairway.dev/problems/unknown-type"));
  }

  @Test
  void a_batch_is_415_where_only_single_events_are_taken() {
    given().contentType(CloudEvents.BATCH).body("[]").post("/").then().statusCode(415);
  }

  @Test
  void another_method_is_405_and_told_what_is_allowed() {
    given()
        .get("/")
        .then()
        .statusCode(405)
        .header("Allow", "POST")
        .contentType("application/problem+json");
    given().put("/").then().statusCode(405);
  }

  @Test
  void another_path_is_404_as_a_problem() {
    given().get("/nowhere").then().statusCode(404).contentType("application/problem+json");
  }

  @Test
  void no_room_is_429_with_retry_after() {
    failing("full").post("/").then().statusCode(429).header("Retry-After", "7");
  }

  @Test
  void a_store_that_is_away_is_503_with_retry_after() {
    failing("away").post("/").then().statusCode(503).header("Retry-After", "1");
  }

  @Test
  void a_bug_is_500_without_a_word_about_the_inside() {
    failing("bug")
        .post("/")
        .then()
        .statusCode(500)
        .contentType("application/problem+json")
        .body(not(containsString("secret")))
        .body(not(containsString("at dev.fairway")));
  }

  @Test
  void data_of_another_shape_than_the_function_takes_is_400() {
    event("test.fails")
        .contentType("application/json")
        .body("[1]")
        .post("/")
        .then()
        .statusCode(400);
  }

  @Test
  void a_json_bomb_is_400() throws IOException {
    String answer =
        raw(
            "POST / HTTP/1.1\r\nHost: x\r\nce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\n"
                + "ce-type: test.works\r\nContent-Type: application/json\r\n"
                + "Content-Length: 200000\r\n\r\n"
                + "[".repeat(200_000));
    assertThat(answer).startsWith("HTTP/1.1 400").contains("deeper than 64 levels");
  }

  @Test
  void a_thousand_headers_are_431() {
    var request = event("test.works");
    for (int i = 0; i < 1_000; i++) request.header("ce-x" + i, "0123456789");
    request.post("/").then().statusCode(431).contentType("application/problem+json");
  }

  @Test
  void a_body_beyond_the_limit_is_413_before_any_of_it_is_read() throws IOException {
    String answer =
        raw(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/cloudevents+json\r\n"
                + "Content-Length: 99999999\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
  }

  @Test
  void a_chunked_body_beyond_the_limit_is_413_too() throws IOException {
    String chunk = "40000\r\n" + "x".repeat(0x40000) + "\r\n";
    String answer =
        raw(
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/cloudevents+json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(17));
    assertThat(answer).startsWith("HTTP/1.1 413");
  }

  @Test
  void a_truncated_body_reaches_no_function() throws IOException {
    int before = TestFunctions.SUBJECTS.size();
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket
          .getOutputStream()
          .write(
              ("POST / HTTP/1.1\r\nHost: x\r\nce-specversion: 1.0\r\nce-id: 1\r\nce-source: /s\r\n"
                      + "ce-type: test.works\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 100\r\n\r\n{\"a\":")
                  .getBytes(StandardCharsets.US_ASCII));
    }
    event("test.works").header("ce-subject", "after").post("/").then().statusCode(204);
    assertThat(TestFunctions.SUBJECTS).hasSize(before + 1);
  }

  @Test
  void health_and_metrics_are_there() {
    event("test.works").post("/").then().statusCode(204);
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/metrics").then().statusCode(200).body(containsString("fairway_edge_seconds"));
  }

  @Test
  void development_says_so_in_every_answer() {
    event("test.works").post("/").then().header("Fairway-Identity", "development");
  }

  /// The first bytes of the answer; the server may close while we still send.
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException closed) {
        assertThat(closed).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
      }
      byte[] answer = new byte[4_096];
      int read = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(0, read), StandardCharsets.US_ASCII);
    }
  }
}
