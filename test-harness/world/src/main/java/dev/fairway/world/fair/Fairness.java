package dev.fairway.world.fair;

import dev.fairway.local.stores.LoneRedis;
import dev.fairway.world.fair.Scenarios.Dials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Plays every scenario to the engine and to its peers, judges, and writes tables and pictures.
/// What an earlier run left of the same scenarios is told too, unless it is run again.
public final class Fairness {
  private static final String ENGINE = "fairway";
  private static final String ENGINE_RUN = "dev.fairway.world.fair.engine.EngineRun";

  private final Path data = Path.of(dial("data", "target/fairness"));
  private final Duration limit = Duration.ofSeconds(Long.parseLong(dial("limit", "120")));

  private final List<String> failures = new ArrayList<>();

  private Fairness() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    new Fairness().run();
  }

  /// Each is `-Dfair.<name>=`.
  private static String dial(String name, String standard) {
    return System.getProperty("fair." + name, standard);
  }

  private static List<String> chosen(String dial, List<String> all) {
    String chosen = dial(dial, "all");
    if (chosen.equals("all")) return all;
    if (chosen.equals("none")) return List.of();
    List<String> names = Stream.of(chosen.split(",")).map(String::strip).toList();
    for (String name : names) {
      if (!all.contains(name)) throw new IllegalArgumentException("fair." + dial + ": " + all);
    }
    return names;
  }

  private void run() throws IOException, InterruptedException {
    List<String> runners = new ArrayList<>();
    runners.add(ENGINE);
    runners.addAll(Peers.RUNNERS);
    List<String> asked = chosen("runners", runners);
    boolean engine = asked.contains(ENGINE) && engineIsThere();
    Optional<Peers> peers =
        asked.stream().anyMatch(Peers.RUNNERS::contains) ? peers() : Optional.empty();
    var dials =
        new Dials(
            Long.parseLong(dial("seed", "1")),
            Double.parseDouble(dial("size", "1")),
            Integer.parseInt(dial("slots", "16")),
            Long.parseLong(dial("serviceMs", "50")));
    List<Result> results = new ArrayList<>();
    for (String name : chosen("scenarios", Scenarios.NAMES)) {
      ScenarioFolder folder = folder(Scenarios.make(name, dials));
      if (engine) attempt(ENGINE, folder, () -> runEngine(folder));
      for (String peer : Peers.RUNNERS) {
        if (peers.isEmpty() || !asked.contains(peer)) continue;
        attempt(peer, folder, () -> runPeer(peers.get(), peer, folder));
      }
      for (String runner : runners) {
        if (folder.has(runner)) results.add(Result.of(folder, runner));
      }
    }
    if (results.isEmpty()) throw new IllegalStateException("nothing was run");
    Path into = Path.of(dial("results", "results/fairness"));
    new Report(results, settings(dials)).write(into);
    say("written: " + into.resolve("README.md"));
    if (!failures.isEmpty()) throw new IllegalStateException(String.join("; ", failures));
  }

  private interface Running {
    void run() throws IOException, InterruptedException;
  }

  /// One that fails is left out of the tables, and the others go on.
  private void attempt(String runner, ScenarioFolder folder, Running running)
      throws IOException, InterruptedException {
    say(folder.path().getFileName() + ": " + runner);
    folder.forget(runner);
    try {
      running.run();
    } catch (IllegalStateException e) {
      failures.add(folder.path().getFileName() + ", " + runner + ": " + e.getMessage());
      say(failures.getLast());
      folder.forget(runner);
    }
  }

  /// Results of another trace are not of this one.
  private ScenarioFolder folder(Scenarios.Made made) throws IOException {
    var folder = new ScenarioFolder(data.resolve(made.scenario().name()));
    boolean same =
        Files.exists(folder.path().resolve("trace.jsonl"))
            && folder.scenario().equals(made.scenario())
            && folder.trace().equals(made.trace());
    if (same) return folder;
    delete(folder.path());
    return Scenarios.write(made, data);
  }

  private static boolean engineIsThere() {
    try {
      Class.forName(ENGINE_RUN, false, Fairness.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      say("no " + ENGINE_RUN + " on the class path: the engine is not measured");
      return false;
    }
  }

  private Optional<Peers> peers() throws IOException, InterruptedException {
    try {
      return Optional.of(
          Peers.prepare(Path.of(dial("peers", "peers")), data.resolveSibling("peers")));
    } catch (Peers.CannotRun e) {
      say(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void runEngine(ScenarioFolder folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("fairway.") || name.startsWith("fair."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.add("-Dfair.folder=" + folder.path().toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), ENGINE_RUN));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) throw new IllegalStateException(ENGINE_RUN + " ended with " + code);
  }

  private void runPeer(Peers peers, String peer, ScenarioFolder folder)
      throws IOException, InterruptedException {
    Path redis = data.resolveSibling("fairness-redis");
    try {
      peers.run(peer, folder, limit, redis);
    } finally {
      delete(redis);
    }
  }

  private Map<String, String> settings(Dials dials) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("seed", Long.toString(dials.seed()));
    settings.put("size", Double.toString(dials.size()));
    settings.put("time limit of a peer", limit.toSeconds() + " s a scenario");
    settings.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    settings.put("java", System.getProperty("java.vm.version", ""));
    settings.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    Path look = data.resolveSibling("fairness-settings");
    try (LoneRedis redis = LoneRedis.start(look)) {
      settings.put("Redis", redis.describe().replaceFirst(" on port \\d+", ""));
    } finally {
      delete(look);
    }
    return settings;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
