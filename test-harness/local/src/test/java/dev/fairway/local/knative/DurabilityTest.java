package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The local Knative itself is killed; nothing it answered 202 to may be lost.
class DurabilityTest {
  @TempDir Path folder;

  /// Runs the local Knative of a folder until it is killed, and prints its address.
  public static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      LocalKnative knative =
          LocalKnative.start(
              Rig.options(Path.of(arguments[0]), Map.of(), Optional.empty()),
              Rig.fakes(),
              "FakeFunction");
      System.out.println(knative.uri());
      LockSupport.park();
    }
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Child.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("child.log").toFile()))
        .start();
  }

  private static URI address(Process process) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return URI.create(reader.readLine());
  }

  private static Set<String> ids(Sink sink) {
    return sink.received.stream().map(r -> r.headers().get("ce-id")).collect(Collectors.toSet());
  }

  @Test
  @Obeys(Rule.ACCEPTED_IS_DURABLE)
  void an_event_acknowledged_just_before_a_kill_is_delivered_after_the_restart() throws Exception {
    try (Sink sink = new Sink().answering(n -> Sink.Answer.status(503))) {
      Files.createDirectories(folder.resolve("manifests"));
      Files.writeString(
          folder.resolve("manifests/all.yaml"),
          Rig.broker("main")
              + "\n---\n"
              + Rig.trigger("t", sink.uri(), "delivery: {retry: 50, backoffDelay: PT10S}"));
      Set<String> acknowledged = ConcurrentHashMap.newKeySet();
      for (int round = 0; round < 2; round++) killWhilePosting(round, acknowledged);
      assertThat(acknowledged).hasSizeGreaterThan(50);
      sink.answering(n -> Sink.Answer.status(204));
      sink.received.clear();
      Process last = launch();
      try {
        address(last);
        Rig.await("all delivered", () -> ids(sink).containsAll(acknowledged));
      } finally {
        last.destroyForcibly();
      }
    }
  }

  private void killWhilePosting(int round, Set<String> acknowledged) throws Exception {
    Process child = launch();
    URI ingress = address(child).resolve("/broker/main");
    try (HttpClient http = HttpClient.newHttpClient()) {
      Thread[] posters = new Thread[4];
      for (int i = 0; i < posters.length; i++) {
        int poster = i;
        posters[i] =
            Thread.ofVirtual().start(() -> post(http, ingress, round + "-" + poster, acknowledged));
      }
      int before = acknowledged.size();
      Rig.await("some acknowledged", () -> acknowledged.size() > before + 30);
      child.destroyForcibly().waitFor();
      for (Thread poster : posters) poster.join();
    }
  }

  private static void post(HttpClient http, URI ingress, String prefix, Set<String> acknowledged) {
    for (int i = 0; ; i++) {
      String id = prefix + "-" + i;
      HttpRequest request =
          HttpRequest.newBuilder(ingress)
              .header("ce-specversion", "1.0")
              .header("ce-id", id)
              .header("ce-source", "/test")
              .header("ce-type", "t")
              .POST(HttpRequest.BodyPublishers.ofString("x".repeat(2_000)))
              .build();
      try {
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 202)
          acknowledged.add(id);
      } catch (IOException e) {
        return; // killed while it answered: whether it was stored is open
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
