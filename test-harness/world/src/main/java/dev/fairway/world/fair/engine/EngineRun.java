package dev.fairway.world.fair.engine;

import dev.fairway.local.Repository;
import dev.fairway.world.Engine;
import dev.fairway.world.LocalWorld;
import dev.fairway.world.client.Counters;
import dev.fairway.world.fair.RunnerReport;
import dev.fairway.world.fair.Scenario;
import dev.fairway.world.fair.ScenarioFolder;
import dev.fairway.world.fair.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Runs a scenario on an engine of its own and writes `fairway.jsonl` and `fairway.json` beside it.
///
/// Requests carry one task each, and one process executes as many at once as the scenario has
/// slots. A few more are leased and wait at its door, so that a slot that becomes free is taken at
/// once. The credits bound what is leased, as they do in the product. A pool's cap would do more: a
/// tenant above its share of a pool that is nearly full is passed over, so that leases follow what
/// comes back and not the tags.
public final class EngineRun {
  private static final String RUNNER = "fairway";
  private static final String WARM = "warm-up";
  private static final int ROUNDS = 8;
  private static final double STEADY = 0.97;

  /// @param prefetch tasks leased beyond the slots
  /// @param warmUp tasks in a round before the run
  public record Dials(int prefetch, int warmUp) {
    /// Each is `-Dfair.<name>=`.
    static Dials given() {
      return new Dials(
          Integer.getInteger("fair.prefetch", 4), Integer.getInteger("fair.warmUp", 800));
    }
  }

  private final ScenarioFolder folder;
  private final Scenario scenario;
  private final List<Task> trace;
  private final Dials dials;
  private final Engine engine;
  private final Stage stage;
  private final Journal journal;

  private EngineRun(ScenarioFolder folder, Dials dials, Engine engine) throws IOException {
    this.folder = folder;
    this.scenario = folder.scenario();
    this.trace = folder.trace();
    this.dials = dials;
    this.engine = engine;
    this.stage = new Stage(engine, leased(scenario, dials));
    this.journal = new Journal(engine);
  }

  /// `fair.folder` is the scenario's.
  public static void main(String[] arguments) throws IOException {
    String folder = System.getProperty("fair.folder");
    if (folder == null) throw new IllegalArgumentException("which scenario? -Dfair.folder=");
    run(Path.of(folder), Dials.given());
  }

  public static void run(Path path, Dials dials) throws IOException {
    var folder = new ScenarioFolder(path);
    Scenario scenario = folder.scenario();
    Map<String, Map<String, String>> environment = environment(scenario, dials);
    Path product = Repository.find().resolve("knative/base");
    try (var manifests = PacedManifests.of(product, leased(scenario, dials));
        Engine engine = LocalWorld.start(manifests.folder(), environment)) {
      new EngineRun(folder, dials, engine).run(manifests.version(), environment);
    }
  }

  private static int leased(Scenario scenario, Dials dials) {
    return scenario.slots() + dials.prefetch();
  }

  private static Map<String, Map<String, String>> environment(Scenario scenario, Dials dials) {
    String leased = Integer.toString(leased(scenario, dials));
    return Map.of(
        "*",
        Map.of("QUARKUS_LOG_LEVEL", "WARN"), // a line for each task tells nobody anything
        "dispatch",
        Map.of("FAIRWAY_DISPATCH_BATCH", "1", "FAIRWAY_DISPATCH_OUTSTANDING", leased),
        "action-scoring",
        Map.of(
            "FAIRWAY_PACED_SLOTS",
            Integer.toString(scenario.slots()),
            "FAIRWAY_DATABASES_POOL",
            "8"),
        "action-scoring-suspects",
        Map.of("FAIRWAY_PACED_SLOTS", "1"));
  }

  private void run(String version, Map<String, Map<String, String>> environment)
      throws IOException {
    stage.set(List.of(new Scenario.Tenant(WARM, 1, null, false)));
    stage.set(scenario.tenants());
    int rounds = warmUp();
    long ended = journal.ended();
    long storeCpu = storeCpuMicros();
    long start = System.nanoTime();
    var operator =
        CompletableFuture.runAsync(
            () -> stage.act(scenario, start), task -> Thread.ofVirtual().start(task));
    long late = new Submission(trace, start).send(engine.uri());
    operator.join();
    journal.await(ended + trace.size(), patience());
    long used = storeCpuMicros() - storeCpu;
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("prefetch", dials.prefetch());
    configuration.put("tasksInARequest", 1);
    configuration.put("environment", environment);
    configuration.put("jvm", System.getProperty("fairway.local.jvm", ""));
    configuration.put("warmUpTasks", rounds * dials.warmUp());
    configuration.put("latestAnswerMs", late);
    write(version, configuration, used);
  }

  /// Rounds of tasks that nobody judges, until one is hardly faster than the one before.
  private int warmUp() {
    long service = Math.round(idealMs() * scenario.slots() / trace.size());
    long before = Long.MAX_VALUE;
    for (int round = 1; round <= ROUNDS; round++) {
      String name = WARM + "-" + round + "-";
      List<Task> tasks =
          IntStream.range(0, dials.warmUp())
              .mapToObj(i -> new Task(0, name + i, WARM, name + i, service))
              .toList();
      long ended = journal.ended();
      long start = System.nanoTime();
      new Submission(tasks, start).send(engine.uri());
      journal.await(ended + tasks.size(), patience());
      long took = System.nanoTime() - start;
      if (took > before * STEADY) return round;
      before = took;
    }
    return ROUNDS;
  }

  private Duration patience() {
    return Duration.ofMinutes(2).plusMillis((long) (3 * idealMs()));
  }

  private long storeCpuMicros() {
    return Math.round(Counters.processorSeconds(engine.redis("INFO", "cpu")) * 1e6);
  }

  private void write(String version, Map<String, Object> configuration, long storeCpuMicros)
      throws IOException {
    Map<String, Task> tasks =
        trace.stream().collect(Collectors.toMap(Task::id, Function.identity()));
    folder.write(
        new RunnerReport(RUNNER, version, configuration, storeCpuMicros, tasks.size(), false, null),
        journal.executions(tasks));
  }

  /// Time in which the slots could do it all, if they were never empty.
  private double idealMs() {
    return (double) trace.stream().mapToLong(Task::serviceMs).sum() / scenario.slots();
  }
}
