package dev.fairway.runtime;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// A [Refusal] as RFC 9457 writes it.
final class Problem {
  private static final String TYPE = "https://fairway.dev/problems/";

  private Problem() {}

  static void answer(HttpServerResponse response, Refusal refusal) {
    if (response.ended()) return;
    if (response.headWritten()) {
      response.reset();
      return;
    }
    response.setStatusCode(refusal.status()).putHeader("Content-Type", "application/problem+json");
    refusal.challenge().ifPresent(challenge -> response.putHeader("WWW-Authenticate", challenge));
    refusal
        .retryAfter()
        .ifPresent(wait -> response.putHeader("Retry-After", String.valueOf(seconds(wait))));
    response.end(Buffer.buffer(Json.write(body(refusal))));
  }

  private static Map<String, Object> body(Refusal refusal) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", TYPE + refusal.type());
    body.put("title", refusal.title());
    body.put("status", refusal.status());
    body.put("detail", refusal.detail());
    body.putAll(refusal.members());
    return body;
  }

  /// Retry-After knows whole seconds; 0 would invite a storm.
  static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
