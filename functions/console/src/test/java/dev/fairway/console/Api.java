package dev.fairway.console;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import java.util.concurrent.atomic.AtomicInteger;

/// The API as a client uses it.
final class Api {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private Api() {}

  /// A tenant of the test's own.
  static String newTenant() {
    String name = "t" + NAMES.incrementAndGet();
    put("/tenants/" + name, "{}").then().statusCode(201);
    return name;
  }

  static Response get(String path) {
    return given().urlEncodingEnabled(false).get("/api/v1" + path);
  }

  static Response put(String path, String json) {
    return json(path, json, "PUT");
  }

  static Response patch(String path, String json) {
    return json(path, json, "PATCH");
  }

  static Response post(String path) {
    return given().urlEncodingEnabled(false).post("/api/v1" + path);
  }

  static Response post(String path, String json) {
    return json(path, json, "POST");
  }

  static Response delete(String path) {
    return given().urlEncodingEnabled(false).delete("/api/v1" + path);
  }

  static Response yaml(String method, String path, String yaml) {
    return send(method, path, "application/yaml", yaml);
  }

  static Response ndjson(String path, String lines) {
    return send("POST", path, "application/x-ndjson", lines);
  }

  private static Response json(String path, String json, String method) {
    return send(method, path, "application/json", json);
  }

  static Response send(String method, String path, String type, String body) {
    return given()
        .urlEncodingEnabled(false)
        .header("Content-Type", type)
        .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .request(method, "/api/v1" + path);
  }
}
