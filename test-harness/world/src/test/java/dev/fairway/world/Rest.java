package dev.fairway.world;

import static io.restassured.RestAssured.given;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;

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
}
