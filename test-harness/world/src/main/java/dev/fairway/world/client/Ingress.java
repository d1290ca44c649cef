package dev.fairway.world.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// `POST /events` over kept connections; one event loop, since it shares the box with what it
/// measures. Callers block: give each a virtual thread.
public final class Ingress implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final HttpClient http;
  private final URI target;

  /// @param base where the engine listens
  /// @param connections at most so many requests at once
  public Ingress(URI base, int connections) {
    this.target = base.resolve("/events");
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true).setTcpNoDelay(true).setConnectTimeout(5_000),
            new PoolOptions().setHttp1MaxSize(connections).setEventLoopSize(1));
  }

  /// One request.
  ///
  /// @param events exactly one unless in batch mode
  public Answer send(Mode mode, List<Event> events) throws InterruptedException {
    return switch (mode) {
      case BINARY -> binary(events.getFirst());
      case STRUCTURED ->
          post(
              headers("application/cloudevents+json; charset=utf-8"),
              bytes(events.getFirst().structured()));
      case BATCH -> {
        ArrayNode batch = Event.JSON.createArrayNode();
        events.forEach(e -> batch.add(e.structured()));
        yield post(headers("application/cloudevents-batch+json; charset=utf-8"), bytes(batch));
      }
    };
  }

  private Answer binary(Event event) throws InterruptedException {
    MultiMap headers =
        headers("application/json")
            .add("ce-specversion", "1.0")
            .add("ce-id", percent(event.key().id()))
            .add("ce-source", percent(event.key().source()))
            .add("ce-type", percent(event.type()))
            .add("ce-subject", percent(event.lead()))
            .add("ce-tenantid", percent(event.key().tenant()));
    return post(headers, bytes(event.data()));
  }

  private static MultiMap headers(String contentType) {
    return MultiMap.caseInsensitiveMultiMap().add("content-type", contentType);
  }

  private static Buffer bytes(Object tree) {
    try {
      return Buffer.buffer(Event.JSON.writeValueAsBytes(tree));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that is no JSON", e);
    }
  }

  private Answer post(MultiMap headers, Buffer body) throws InterruptedException {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(target.toString())
            .setHeaders(headers)
            .setTimeout(PATIENCE.toMillis());
    Future<Answer> answer =
        http.request(options).compose(request -> request.send(body)).compose(Ingress::told);
    try {
      return answer.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      return new Answer.Silence(String.valueOf(e.getCause()));
    }
  }

  private static Future<Answer> told(HttpClientResponse response) {
    Optional<Duration> retryAfter =
        Optional.ofNullable(response.getHeader("retry-after")).flatMap(Ingress::seconds);
    return response
        .body()
        .map(body -> new Answer.Told(response.statusCode(), body.toString(), retryAfter));
  }

  private static Optional<Duration> seconds(String header) {
    return header.chars().allMatch(Character::isDigit) && header.length() < 6
        ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
        : Optional.empty();
  }

  /// CloudEvents HTTP binding 3.1.3.2: what is not printable ASCII, and space, quote, percent.
  static String percent(String value) {
    var out = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0x20 && b < 0x7f && b != '"' && b != '%') out.append((char) b);
      else out.append('%').append("%02X".formatted(b & 0xff));
    }
    return out.toString();
  }

  @Override
  public void close() {
    vertx.close();
  }
}
