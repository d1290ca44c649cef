package dev.fairway.local.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The engine's public API, as much of it as the launcher and the demo use.
public final class Api {
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final URI engine;
  private final Optional<String> token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /// @param token shown with every request, if any
  public Api(URI engine, Optional<String> token) {
    this.engine = engine;
    this.token = token;
  }

  /// @param body empty text when there was none
  public record Answer(int status, String body) {
    public boolean isOk() {
      return status / 100 == 2;
    }

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Waits until the engine says that all of it is ready.
  ///
  /// @throws CannotStart with what it last answered
  public void awaitReady(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    Answer last = get("/q/health/ready");
    while (!last.isOk()) {
      if (System.nanoTime() > deadline)
        throw new CannotStart(
            "not ready after %d s: %s".formatted(within.toSeconds(), last.body().strip()));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      if (Thread.interrupted()) throw new InterruptedException();
      last = get("/q/health/ready");
    }
  }

  public Answer get(String path) throws InterruptedException {
    return send(request(path).GET());
  }

  public Answer send(String method, String path, String type, String body)
      throws InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  public HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(engine.resolve(path)).timeout(ANSWER);
    token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
    return request;
  }

  /// A connection that breaks is an answer too: 503, with the reason as its body.
  public Answer send(HttpRequest.Builder request) throws InterruptedException {
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      return new Answer(503, String.valueOf(e.getMessage()));
    }
  }
}
