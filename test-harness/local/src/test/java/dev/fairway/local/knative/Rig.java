package dev.fairway.local.knative;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A local Knative over manifests written by the test, whose functions are [FakeFunction]s.
final class Rig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable LocalKnative running;

  LocalKnative knative() {
    return Objects.requireNonNull(running, "not started");
  }

  void start(Path folder, String... documents) {
    start(folder, Map.of(), documents);
  }

  void start(Path folder, Map<String, Map<String, String>> extraEnvironment, String... documents) {
    start(options(folder, extraEnvironment, Optional.empty()), folder, documents);
  }

  /// With Brokers that ask who is there.
  void startGuarded(Path folder, Doors doors, String... documents) {
    start(options(folder, Map.of(), Optional.of(doors)), folder, documents);
  }

  private void start(LocalKnative.Options options, Path folder, String... documents) {
    Path manifests = folder.resolve("manifests");
    try {
      Files.createDirectories(manifests);
      Files.writeString(manifests.resolve("all.yaml"), String.join("\n---\n", documents));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    running = LocalKnative.start(options, fakes(), "FakeFunction");
  }

  static LocalKnative.Options options(
      Path folder, Map<String, Map<String, String>> extraEnvironment, Optional<Doors> doors) {
    return new LocalKnative.Options(
        folder.resolve("manifests"),
        folder.resolve("data"),
        folder,
        0,
        Map.of("stores", Map.of("redis", "redis://here")),
        Path.of("java"),
        extraEnvironment,
        List.of(),
        doors);
  }

  static Launcher.Commands fakes() {
    return new Launcher.Commands() {
      @Override
      public List<String> of(String service, List<String> more) {
        return List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            FakeFunction.class.getName());
      }

      @Override
      public Optional<String> missing(String service) {
        return Optional.empty();
      }

      @Override
      public Optional<AotCache> cache(String service) {
        return Optional.empty();
      }
    };
  }

  static String service(String name, int concurrency, int max, String... annotations) {
    return hasty(name, 60, concurrency, max, annotations);
  }

  /// A Service whose requests end after so many seconds.
  static String hasty(String name, int timeout, int concurrency, int max, String... annotations) {
    return """
    apiVersion: serving.knative.dev/v1
    kind: Service
    metadata: {name: %s}
    spec:
      template:
        metadata:
          annotations:
            autoscaling.knative.dev/max-scale: "%d"
            %s
        spec:
          containerConcurrency: %d
          timeoutSeconds: %d
          containers:
            - image: fake
              readinessProbe: {httpGet: {path: /q/health/ready}}
              env:
                - {name: PLAIN, value: "1"}
                - name: REDIS
                  valueFrom: {secretKeyRef: {name: stores, key: redis}}
                - name: INGRESS
                  valueFrom: {configMapKeyRef: {name: engine, key: broker}}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: engine}
    data:
      broker: http://broker-ingress.knative-eventing.svc.cluster.local/default/main
    """
        .formatted(name, max, String.join("\n        ", annotations), concurrency, timeout);
  }

  static String window(String text) {
    return "autoscaling.knative.dev/window: " + text;
  }

  static String broker(String name) {
    return "apiVersion: eventing.knative.dev/v1\nkind: Broker\nmetadata: {name: %s}"
        .formatted(name);
  }

  /// @param more lines of the spec, such as `filters: [...]` and `delivery: {...}`
  static String trigger(String name, URI subscriber, String... more) {
    return trigger(name, "subscriber: {uri: \"" + subscriber + "\"}", more);
  }

  static String trigger(String name, String subscriber, String... more) {
    return """
    apiVersion: eventing.knative.dev/v1
    kind: Trigger
    metadata: {name: %s}
    spec:
      broker: main
      %s
      %s
    """
        .formatted(name, subscriber, String.join("\n  ", more));
  }

  static String toService(String name) {
    return "subscriber: {ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: %s}}"
        .formatted(name);
  }

  HttpRequest.Builder event(String id, String type) {
    return HttpRequest.newBuilder(knative().uri().resolve("/broker/main"))
        .header("ce-specversion", "1.0")
        .header("ce-id", id)
        .header("ce-source", "/test")
        .header("ce-type", type)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}"));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(knative().uri().resolve(path)).GET();
  }

  String metrics() {
    return send(get("/q/metrics")).body();
  }

  double metric(String series) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  static void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  static void await(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) throw new AssertionError("not in time: " + what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() {
    if (running != null) running.close();
    running = null;
    http.close();
  }
}
