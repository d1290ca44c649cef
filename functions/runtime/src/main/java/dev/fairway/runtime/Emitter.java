package dev.fairway.runtime;

import dev.fairway.ports.Events;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Posts CloudEvents to a Broker's ingress. A success means the Broker has it durably; a failure
/// means nothing is known, and ids make repeating harmless.
@Singleton
public class Emitter implements Events {
  private static final int CONNECTIONS = 16;
  private static final int WAITING = 1_024;
  private static final int TIMEOUT_MS = 10_000;
  private static final Duration REREAD = Duration.ofMinutes(1);

  private final HttpClient client;
  private final Room room;
  private final Ingress engine;
  private final Ingress marketing;

  /// @param setting that names its address
  /// @param token shown to it, if it asks
  private record Ingress(String setting, Optional<String> url, Uni<Optional<String>> token) {}

  /// @param engine `FAIRWAY_BROKER`: ingress of the internal Broker
  /// @param marketing `FAIRWAY_MARKETING_BROKER`: ingress of the public one
  /// @param tokenFile `FAIRWAY_BROKER_TOKEN_FILE`: what this function shows to Brokers that ask
  /// @param marketingTokenFile `FAIRWAY_MARKETING_BROKER_TOKEN_FILE`: the same for the public one,
  ///   if it wants a token made out to itself
  @Inject
  Emitter(
      Vertx vertx,
      Room room,
      @ConfigProperty(name = "fairway.broker") Optional<String> engine,
      @ConfigProperty(name = "fairway.marketing-broker") Optional<String> marketing,
      @ConfigProperty(name = "fairway.broker-token-file") Optional<String> tokenFile,
      @ConfigProperty(name = "fairway.marketing-broker-token-file")
          Optional<String> marketingTokenFile) {
    this.room = room;
    this.engine = new Ingress("FAIRWAY_BROKER", engine, token(vertx, tokenFile));
    this.marketing =
        new Ingress(
            "FAIRWAY_MARKETING_BROKER",
            marketing,
            token(vertx, marketingTokenFile.or(() -> tokenFile)));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS)
                .setMaxWaitQueueSize(WAITING)
                .setKeepAlive(true)
                .setConnectTimeout(2_000));
  }

  /// Read again each minute: such tokens are short-lived, and the file is kept up to date.
  private static Uni<Optional<String>> token(Vertx vertx, Optional<String> file) {
    if (file.isEmpty()) return Uni.createFrom().item(Optional.empty());
    return Uni.createFrom()
        .completionStage(() -> vertx.fileSystem().readFile(file.get()).toCompletionStage())
        .map(text -> Optional.of(text.toString().strip()))
        .memoize()
        .atLeast(REREAD);
  }

  /// In binary mode; an extension `traceparent` travels as the HTTP header too.
  @Override
  public Uni<Void> internal(
      String type, Map<String, String> extensions, String partitionKey, String json) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("ce-specversion", "1.0");
    headers.put("ce-id", freshId());
    headers.put("ce-source", "/fairway/" + room.name());
    headers.put("ce-type", type);
    headers.put("ce-partitionkey", encode(partitionKey));
    extensions.forEach((name, value) -> headers.put("ce-" + name, encode(value)));
    trace(headers, Optional.ofNullable(extensions.get("traceparent")));
    return post(engine, headers, Buffer.buffer(json));
  }

  @Override
  public Uni<Void> publish(Map<String, Object> event) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", CloudEvents.STRUCTURED);
    trace(headers, Optional.ofNullable(event.get("traceparent")).map(Object::toString));
    return post(marketing, headers, Buffer.buffer(Json.write(event)));
  }

  private static void trace(Map<String, String> headers, Optional<String> traceparent) {
    traceparent.filter(Trace::sound).ifPresent(trace -> headers.put("traceparent", trace));
  }

  /// Unique is enough: the id only tells deliveries of this event apart from others.
  private static String freshId() {
    var random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private Uni<Void> post(Ingress ingress, Map<String, String> headers, Buffer body) {
    if (ingress.url().isEmpty())
      return Uni.createFrom().failure(new IllegalStateException(ingress.setting() + " is not set"));
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(ingress.url().get())
            .setTimeout(TIMEOUT_MS);
    headers.forEach(options::putHeader);
    return ingress
        .token()
        .chain(shown -> {
          shown.ifPresent(it -> options.putHeader("Authorization", "Bearer " + it));
          return Uni.createFrom().completionStage(() -> send(options, body).toCompletionStage());
        });
  }

  private Future<Void> send(RequestOptions options, Buffer body) {
    return client
        .request(options)
        .compose((HttpClientRequest request) -> request.send(body))
        .compose(Emitter::accepted);
  }

  private static Future<Void> accepted(HttpClientResponse response) {
    int status = response.statusCode();
    return response
        .end()
        .compose(ended ->
            status / 100 == 2
                ? Future.succeededFuture()
                : Future.failedFuture(new IOException("the broker answered " + status)));
  }

  /// As CloudEvents writes header values: percent-encoded outside printable ASCII.
  static String encode(String value) {
    StringBuilder text = new StringBuilder(value.length());
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > ' ' && b < 127 && b != '"' && b != '%';
      if (plain) text.append((char) b);
      else text.append("%%%02X".formatted(b & 0xff));
    }
    return text.toString();
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
