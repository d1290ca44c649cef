package dev.fairway.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.local.shell.Api;
import dev.fairway.local.shell.Terminal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The line at the bottom of the terminal: what was accepted and done in the last seconds, and what
/// every tenant's queue holds.
final class Summary {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final Api api;
  private final Terminal terminal;
  private final EventStream stream;

  Summary(Api api, Terminal terminal, EventStream stream) {
    this.api = api;
    this.terminal = terminal;
    this.stream = stream;
  }

  private record Seen(long nanos, long accepted, long done) {}

  void run() throws InterruptedException {
    Seen before = new Seen(System.nanoTime(), stream.accepted(), done(queues()));
    while (true) {
      Thread.sleep(EVERY);
      List<JsonNode> queues = queues();
      if (queues.isEmpty()) continue;
      var now = new Seen(System.nanoTime(), stream.accepted(), done(queues));
      terminal.live(line(before, now, queues));
      before = now;
    }
  }

  private List<JsonNode> queues() throws InterruptedException {
    List<JsonNode> queues = new ArrayList<>();
    Api.Answer answer = api.get("/api/v1/queues");
    if (answer.isOk())
      for (JsonNode queue : answer.json().path("items"))
        if (Stage.TENANTS.contains(queue.path("tenant").asText())) queues.add(queue);
    return queues;
  }

  private static long done(List<JsonNode> queues) {
    return queues.stream().mapToLong(queue -> queue.path("completed").asLong()).sum();
  }

  private String line(Seen before, Seen now, List<JsonNode> queues) {
    double seconds = (now.nanos() - before.nanos()) / 1e9;
    var line = new StringBuilder();
    line.append(
        "accepted %.0f/s  done %.0f/s"
            .formatted(
                (now.accepted() - before.accepted()) / seconds,
                Math.max(0, now.done() - before.done()) / seconds));
    for (JsonNode queue : queues)
      line.append(
          "  | %s: ready %d, in flight %d, done %d"
              .formatted(
                  queue.path("tenant").asText(),
                  queue.path("ready").asLong(),
                  queue.path("inFlight").asLong(),
                  queue.path("completed").asLong()));
    if (stream.refused() > 0) line.append("  | sent again ").append(stream.refused());
    return line.toString();
  }
}
