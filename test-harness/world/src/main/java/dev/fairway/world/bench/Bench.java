package dev.fairway.world.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.world.Engine;
import dev.fairway.world.LocalWorld;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Drain;
import dev.fairway.world.client.Walk;
import dev.fairway.world.history.LeadEnd.Effect;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Events in, effects committed: how many a second, how soon, and for how much CPU. Everything runs
/// on this machine: the engine with all its stores, and the load.
public final class Bench {
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

  private final Engine engine;
  private final Console console;
  private final ObjectMapper mapper = new ObjectMapper();

  Bench(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
  }

  /// Starts an engine of its own; `bench.results` is the folder for what was found.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try (Engine engine = LocalWorld.start(Map.of())) {
      measure(engine, Path.of(System.getProperty("bench.results", "results")));
    }
  }

  static String tenant(int place) {
    return "bench-%02d".formatted(place);
  }

  /// Each is `-Dbench.<name>=`.
  static int dial(String name, int standard) {
    return Integer.getInteger("bench." + name, standard);
  }

  /// Measures every mode asked for, prints, and writes the results down.
  ///
  /// @param results folder for the JSON files and the table
  static void measure(Engine engine, Path results) throws IOException, InterruptedException {
    var bench = new Bench(engine);
    Map<String, String> settings = Settings.of(engine);
    settings.forEach((name, value) -> say(name + " = " + value));
    bench.prepare(dial("pushWindow", 400), dial("maxBuffered", 0));
    for (String mode : System.getProperty("bench.modes", "batch,single").split(",")) {
      Measurement measured = bench.run(order(engine, mode.strip()));
      bench.write(results, settings, measured);
    }
  }

  static Shooter.Order order(Engine engine, String mode) {
    int batch =
        switch (mode) {
          case "batch" -> dial("batch", 100);
          case "single" -> 1;
          default -> throw new IllegalArgumentException("bench.modes: batch, single; not " + mode);
        };
    return new Shooter.Order(
        engine.uri(),
        mode + Instant.now().getEpochSecond(),
        dial("tenants", 50),
        dial("leads", 200),
        batch,
        dial("senders", batch == 1 ? 2 : 1),
        dial("rate", 0),
        Duration.ofSeconds(dial("warmUp", 60)),
        Duration.ofSeconds(dial("seconds", 60)));
  }

  /// @param maxBuffered 0: all is pushed, and who finds no room is told so
  void prepare(int pushWindow, int maxBuffered) {
    String settings =
        """
        {"database":"leads%d","maxInFlight":%d,"pushWindow":%d,"maxBuffered":%d}\
        """
            .strip();
    int tenants = dial("tenants", 50);
    IntStream.range(0, tenants)
        .forEach(t ->
            Walk.prepare(
                console,
                tenant(t),
                settings.formatted(1 + t % 2, dial("maxInFlight", 100), pushWindow, maxBuffered)));
    say(tenants + " tenants on two lead databases, one campaign of two steps each");
  }

  Measurement run(Shooter.Order order) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx768m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Shooter.class.getName());
    command.addAll(order.asArguments());
    Process load =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader told = load.inputReader(StandardCharsets.UTF_8)) {
      Instant begun = Instant.now();
      expect(told, "measuring");
      Window window = window(told);
      JsonNode report = mapper.readTree(line(told));
      Duration drained = Drain.await(console, tenants(order), LONGEST_DRAIN);
      var ended = new Ended(engine, begun);
      return measurement(order, window, report, drained, ended);
    } finally {
      load.destroy();
    }
  }

  private record Window(
      Instant from,
      Instant to,
      Map<CpuTimes.Kind, Long> cpu,
      Map<String, Long> functions,
      Map<String, Long> store) {}

  private Window window(BufferedReader told) throws IOException, InterruptedException {
    var cpu = new CpuTimes(engine.data());
    cpu.begin();
    Map<String, Long> store = new HashMap<>(Settings.counters(engine));
    Instant from = Instant.now();
    var looking = new AtomicBoolean(true);
    Thread looker =
        Thread.ofPlatform()
            .start(() -> {
              while (looking.get()) {
                cpu.look();
                LockSupport.parkNanos(500_000_000);
              }
            });
    expect(told, "measured");
    looking.set(false);
    looker.join();
    cpu.look();
    Instant to = Instant.now();
    Map<String, Long> after = Settings.counters(engine);
    store.replaceAll((name, value) -> after.getOrDefault(name, 0L) - value);
    return new Window(from, to, cpu.byKind(), cpu.functions(), store);
  }

  private Measurement measurement(
      Shooter.Order order, Window window, JsonNode report, Duration drained, Ended ended) {
    Map<String, Long> answers = new LinkedHashMap<>();
    report
        .path("answers")
        .properties()
        .forEach(e -> answers.put(e.getKey(), e.getValue().asLong()));
    JsonNode accept = report.path("accept");
    return new Measurement(
        order,
        Duration.between(window.from(), window.to()).toMillis() / 1e3,
        report.path("accepted").asLong(),
        ended.between(window.from(), window.to()),
        report.path("acceptedInAll").asLong(),
        ended.inAll(),
        drained.toMillis() / 1e3,
        new Spread(
            accept.path("count").asLong(),
            accept.path("p50").asDouble(),
            accept.path("p90").asDouble(),
            accept.path("p99").asDouble(),
            accept.path("max").asDouble()),
        endToEnd(report.path("samples")),
        window.cpu(),
        window.functions(),
        answers,
        window.store());
  }

  /// From the answer to the activity of the last step, for the sampled tasks.
  private Spread endToEnd(JsonNode samples) {
    List<Long> latencies = new ArrayList<>();
    for (JsonNode sample : samples) {
      Walk.end(console, sample.path("tenant").asText(), sample.path("lead").asText()).stream()
          .flatMap(end -> end.effects().stream())
          .filter(e -> e.task().equals(sample.path("task").asText()))
          .filter(e -> e.step().equals(Walk.SCORE))
          .map(Effect::at)
          .map(at -> ChronoUnit.NANOS.between(Instant.EPOCH, at))
          .forEach(at -> latencies.add(Math.max(0, at - sample.path("answeredNanos").asLong())));
    }
    return Spread.of(latencies.stream().mapToLong(Long::longValue).toArray());
  }

  private static List<String> tenants(Shooter.Order order) {
    return IntStream.range(0, order.tenants()).mapToObj(Bench::tenant).toList();
  }

  private static void expect(BufferedReader told, String word) throws IOException {
    String line = line(told);
    if (!line.equals(word)) throw new IllegalStateException("the load said: " + line);
  }

  private static String line(BufferedReader told) throws IOException {
    String line = told.readLine();
    if (line == null) throw new IllegalStateException("the load ended early");
    return line;
  }

  private void write(Path results, Map<String, String> settings, Measurement measured)
      throws IOException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", now.toString());
    json.put("settings", settings);
    json.putAll(measured.asJson());
    String name = now.toString().replace(":", "") + "-" + measured.mode().replace(" ", "-");
    Files.createDirectories(results);
    Files.writeString(
        results.resolve(name + ".json"),
        mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    Path table = results.resolve("README.md");
    if (!Files.exists(table)) Files.writeString(table, "# Measured\n\n" + Measurement.HEADER);
    String row = measured.row(now.toString());
    Files.writeString(table, row + "\n", StandardOpenOption.APPEND);
    say(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    say(Measurement.HEADER.strip() + "\n" + row);
    if (measured.acceptedInAll() != measured.completedInAll()) {
      throw new IllegalStateException(
          "answered 2xx: " + measured.acceptedInAll() + ", ended: " + measured.completedInAll());
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
