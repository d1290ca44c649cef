package dev.fairway.world.fair;

import dev.fairway.local.stores.LoneRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Other queues, on Node, each against a Redis of its own with our program and settings.
final class Peers {
  static final List<String> RUNNERS =
      List.of("bullmq", "groupmq", "redis-worker-1", "redis-worker");

  private static final int LEFT_OUT = 3;
  private static final int OLDEST_NODE = 20;

  private final Path staged;

  private Peers(Path staged) {
    this.staged = staged;
  }

  /// Copies the runners aside and installs what their lock file says.
  ///
  /// @param sources folder with `package-lock.json`
  /// @param staged where it is installed; kept for the next time
  /// @throws CannotRun with one line that says what is missing
  static Peers prepare(Path sources, Path staged) throws IOException, InterruptedException {
    requireNode();
    boolean installed = same(sources, staged) && Files.isDirectory(staged.resolve("node_modules"));
    copy(sources, staged);
    var peers = new Peers(staged);
    if (!installed) {
      int code =
          peers.run(
              Duration.ofMinutes(10),
              Optional.empty(),
              "npm",
              "ci",
              "--ignore-scripts",
              "--no-audit");
      if (code != 0) throw new CannotRun("npm ci ended with " + code + ": no peer is measured");
    }
    return peers;
  }

  /// Why there are no figures of peers, in one line.
  static final class CannotRun extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotRun(String why) {
      super(why);
    }
  }

  private static void requireNode() throws IOException, InterruptedException {
    String version;
    try {
      Process node = new ProcessBuilder("node", "--version").start();
      version = new String(node.getInputStream().readAllBytes()).strip();
      node.waitFor();
    } catch (IOException e) {
      throw new CannotRun("no node on the PATH: the peers are not measured");
    }
    if (!version.matches("v\\d+\\..*")
        || Integer.parseInt(version.substring(1, version.indexOf('.'))) < OLDEST_NODE) {
      throw new CannotRun("node " + version + " is older than " + OLDEST_NODE + ": no peers");
    }
  }

  private static boolean same(Path sources, Path staged) throws IOException {
    Path lock = staged.resolve("package-lock.json");
    return Files.exists(lock) && Files.mismatch(sources.resolve("package-lock.json"), lock) < 0;
  }

  private static void copy(Path sources, Path staged) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> !f.toString().contains("node_modules")).toList()) {
        Path to = staged.resolve(sources.relativize(file));
        if (Files.isDirectory(file)) Files.createDirectories(to);
        else Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /// @param limit for the scenario; what is not ended then is told as such
  void run(String runner, ScenarioFolder folder, Duration limit, Path data)
      throws IOException, InterruptedException {
    try (LoneRedis redis = LoneRedis.start(data)) {
      int code =
          run(
              limit.plusMinutes(2),
              Optional.of(new Against(redis, limit)),
              "node",
              "run.js",
              runner,
              folder.path().toAbsolutePath().toString());
      if (code != 0 && code != LEFT_OUT) {
        throw new IllegalStateException(runner + " ended with " + code);
      }
    }
  }

  private record Against(LoneRedis redis, Duration limit) {}

  private int run(Duration patience, Optional<Against> against, String... command)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(staged.toFile()).inheritIO();
    against.ifPresent(a -> {
      builder.environment().put("FAIR_REDIS", a.redis().operatorUri().toString());
      builder.environment().put("FAIR_LIMIT_MS", Long.toString(a.limit().toMillis()));
    });
    Process process = builder.start();
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) return process.exitValue();
      throw new IllegalStateException(String.join(" ", command) + " does not end");
    } finally {
      // its working processes end when it does
      process.destroyForcibly();
    }
  }
}
