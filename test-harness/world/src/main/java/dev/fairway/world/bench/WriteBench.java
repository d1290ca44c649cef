package dev.fairway.world.bench;

import dev.fairway.world.Engine;
import dev.fairway.world.LocalWorld;
import dev.fairway.world.bench.Shooter.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What pushing saves: the same steady load on an engine that pushes, and on one of the same build
/// whose enqueue cannot reach Redis and so puts everything into the buffers. Then a burst.
public final class WriteBench {
  /// Nobody listens there: no task ever finds room.
  private static final Map<String, Map<String, String>> PINNED =
      Map.of("enqueue", Map.of("FAIRWAY_REDIS", "redis://127.0.0.1:1"));

  private static final int WINDOW = 2_000;
  private static final int BUFFER = 1_000_000;

  private static final List<String> COUNTED =
      List.of("bufferWrites", "commits", "walSyncs", "walBytes", "aofBytes", "rowsWritten");

  private WriteBench() {}

  /// `bench.results` is the folder for what was found; dials as those of [Bench].
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rate;
    Measurement push;
    Burst.Found burst;
    try (Engine engine = LocalWorld.start(Map.of())) {
      Settings.of(engine).forEach((name, value) -> System.out.println(name + " = " + value));
      // who finds no room waits: with buffers, accepting would take the time of executing
      Bench bench = prepared(engine, 400, 0);
      var capacity = bench.run(order(engine, 0, Bench.dial("warmUp", 60)));
      rate = (int) (capacity.tasksPerSecond() * 0.8);
      if (rate == 0) throw new IllegalStateException("no capacity was found");
      System.out.printf(
          "capacity %.0f tasks/s, steady load %d/s%n", capacity.tasksPerSecond(), rate);
      bench.prepare(WINDOW, BUFFER);
      push = bench.run(order(engine, rate, 10));
      burst = new Burst(engine).run(Bench.dial("burst", 100_000));
    }
    Measurement pull;
    try (Engine engine = LocalWorld.start(PINNED)) {
      pull = prepared(engine, WINDOW, BUFFER).run(order(engine, rate, Bench.dial("warmUp", 60)));
    }
    String report = report(rate, push, pull, burst);
    System.out.println(report);
    Path results = Path.of(System.getProperty("bench.results", "results"));
    Files.createDirectories(results);
    Files.writeString(results.resolve("writes.md"), report);
  }

  private static Bench prepared(Engine engine, int pushWindow, int maxBuffered) {
    // its size is what is measured
    engine.redis("CONFIG", "SET", "auto-aof-rewrite-percentage", "0");
    var bench = new Bench(engine);
    bench.prepare(pushWindow, maxBuffered);
    return bench;
  }

  private static Order order(Engine engine, int rate, int warmUp) {
    Order order = Bench.order(engine, "batch");
    return new Order(
        order.base(),
        order.salt() + rate,
        order.tenants(),
        order.leads(),
        rate == 0 ? order.batch() : Bench.dial("steadyBatch", 20),
        order.senders(),
        rate,
        Duration.ofSeconds(warmUp),
        order.measured());
  }

  private static String report(int rate, Measurement push, Measurement pull, Burst.Found burst) {
    var rows = new StringBuilder();
    rows.append(row("tasks/s", push.tasksPerSecond(), pull.tasksPerSecond()));
    rows.append(row("CPU us/task", push.microsPerTask(), pull.microsPerTask()));
    for (String name : COUNTED)
      rows.append(
          row(
              name + " per 1,000 tasks",
              push.perThousandTasks().getOrDefault(name, 0.0),
              pull.perThousandTasks().getOrDefault(name, 0.0)));
    double writes = push.perThousandTasks().getOrDefault("bufferWrites", 0.0) / 1_000;
    return """
    # What pushing saves, and what a burst does

    `./mvnw -Pbench -Dbench.main=WriteBench` writes this. %d events/s, 80 %% of what this machine sustains, for %.0f s: once pushed, once pinned to PULL
    (enqueue cannot reach Redis, so that every event goes through its tenant's buffer). A task has two steps of two families. Syncs of
    Artemis's journal are not counted here; it syncs once for each buffer write or a few that come together.

    | | PUSH | pinned to PULL |
    |---|---|---|
    %s
    Buffer writes for each task when pushing: %.4f (target: at most 0.0016).

    ## A burst of %d tasks for one tenant, as fast as they are taken

    | | found | target |
    |---|---|---|
    %s\
    """
        .formatted(rate, push.seconds(), rows, writes, burst.tasks(), burst.rows());
  }

  private static String row(String name, double push, double pull) {
    return String.format(Locale.ROOT, "| %s | %.1f | %.1f |%n", name, push, pull);
  }
}
