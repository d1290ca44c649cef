package dev.fairway.world;

import static io.restassured.RestAssured.given;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;

/// Requests exactly as written: no charset is added to a content type.
final class Rest {
  private static final RestAssuredConfig AS_WRITTEN =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .defaultContentCharset("UTF-8")
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false));

  private Rest() {}

  static RequestSpecification at(Engine engine) {
    return given().config(AS_WRITTEN).baseUri(engine.uri().toString());
  }

  /// A CloudEvent in binary mode, without its body.
  static RequestSpecification event(
      Engine engine, String tenant, String id, String source, String type, String subject) {
    return at(engine)
        .contentType("application/json")
        .header("ce-specversion", "1.0")
        .header("ce-id", id)
        .header("ce-source", source)
        .header("ce-type", type)
        .header("ce-subject", subject)
        .header("ce-tenantid", tenant);
  }

  /// The engine's time after it was moved on by so much: `7d`, `0s`.
  static Instant advance(Engine engine, String by) {
    return Instant.parse(
        at(engine)
            .contentType("application/json")
            .body("{\"advance\":\"" + by + "\"}")
            .put("/api/v1/local/clock")
            .then()
            .statusCode(200)
            .extract()
            .path("now"));
  }
}
