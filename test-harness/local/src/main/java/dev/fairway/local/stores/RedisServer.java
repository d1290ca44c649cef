package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/// One Redis with its append-only file. It runs in a session of its own, so that Ctrl-C in the
/// terminal reaches the functions before it reaches their store.
final class RedisServer implements Store {
  private static final String BUSY = "Text file busy";
  private static final int ATTEMPTS = 100;
  private static final Duration START = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private final Secrets secrets;

  private RedisServer(Path folder, int port, Secrets secrets) {
    this.folder = folder;
    this.port = port;
    this.secrets = secrets;
  }

  static void stopLeftover(Path folder) {
    Leftover.stop(pidFile(folder), configuration(folder));
  }

  static RedisServer start(Path folder, Path programs, int port, Secrets secrets) {
    var redis = new RedisServer(folder, port, secrets);
    try {
      Files.createDirectories(folder);
      PrivateFile.write(configuration(folder), redis.settings());
      redis.startFirstThatWorks(programs);
      return redis;
    } catch (IOException e) {
      throw new CannotStart("Redis does not start: " + e.getMessage(), e);
    }
  }

  private String settings() {
    var passwords = Map.of("password", secrets.app(), "operator-password", secrets.operator());
    return String.join(
        "\n",
        BrokerConfig.text("redis.conf"),
        BrokerConfig.text("redis-users.acl", passwords),
        "bind 127.0.0.1",
        "port " + port,
        "dir \"" + folder + "\"",
        "daemonize yes",
        "set-proc-title no",
        "pidfile \"" + pidFile(folder) + "\"",
        "logfile \"" + log(folder) + "\"",
        "");
  }

  /// The bundled program first; where the machine cannot run it, what the machine has itself.
  private void startFirstThatWorks(Path programs) throws IOException {
    List<String> failures = new ArrayList<>();
    for (Program program : programs(programs)) {
      try {
        launch(program.path().get());
        return;
      } catch (IOException e) {
        failures.add(program.name() + ": " + e.getMessage());
      }
    }
    throw new CannotStart(
        "Redis does not start here (%s): install redis-server or valkey-server, version 6.2 or newer, on the PATH"
            .formatted(String.join("; ", failures)));
  }

  private record Program(String name, Location path) {}

  @FunctionalInterface
  private interface Location {
    Path get() throws IOException;
  }

  private static List<Program> programs(Path programs) {
    return List.of(
        new Program("bundled", () -> bundled(programs)),
        new Program("redis-server", () -> Path.of("redis-server")),
        new Program("valkey-server", () -> Path.of("valkey-server")));
  }

  private static Path bundled(Path programs) throws IOException {
    Files.createDirectories(programs);
    return ExecutableProvider.newJarResourceProvider(programs.toFile()).get().toPath();
  }

  private void launch(Path program) throws IOException {
    Files.deleteIfExists(pidFile(folder));
    Process launcher = begin(program);
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      if (!launcher.isAlive() && launcher.exitValue() != 0)
        throw new IOException(
            "ends with code " + launcher.exitValue() + ", its log is " + log(folder));
      if (answers()) return;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new IOException("does not answer within " + START.toSeconds() + " s");
  }

  /// A store that starts beside this one may, for a moment, hold what was just unpacked open for
  /// writing: its process is forked with all files of ours.
  private Process begin(Path program) throws IOException {
    var command =
        new ProcessBuilder(program.toString(), configuration(folder).toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()));
    for (int attempt = 1; ; attempt++) {
      try {
        return command.start();
      } catch (IOException e) {
        if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains(BUSY)) throw e;
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private boolean answers() {
    try (var operator = operator()) {
      return operator.call("PING").equals("PONG");
    } catch (IOException notYet) {
      return false;
    }
  }

  /// A connection that may do everything; the functions' user may not.
  RedisConnection operator() throws IOException {
    return RedisConnection.open(port, "fairway-operator", secrets.operator());
  }

  String appUri() {
    return "redis://fairway:%s@127.0.0.1:%d".formatted(secrets.app(), port);
  }

  String operatorUri() {
    return "redis://fairway-operator:%s@127.0.0.1:%d".formatted(secrets.operator(), port);
  }

  @Override
  public String describe() {
    try (var operator = operator()) {
      return "%s on port %d, append-only file %s, synced %s"
          .formatted(
              field(operator.call("INFO", "server"), "redis_version:"),
              port,
              field(operator.call("CONFIG", "GET", "appendonly"), ""),
              field(operator.call("CONFIG", "GET", "appendfsync"), ""));
    } catch (IOException e) {
      throw new CannotStart("Redis does not answer: " + e.getMessage(), e);
    }
  }

  /// The rest of the last line that starts so.
  private static String field(String answer, String start) {
    return answer
        .lines()
        .filter(line -> line.startsWith(start))
        .reduce((first, second) -> second)
        .map(line -> line.substring(start.length()))
        .orElse("unknown");
  }

  private static Path configuration(Path folder) {
    return folder.resolve("redis.conf");
  }

  private static Path pidFile(Path folder) {
    return folder.resolve("redis.pid");
  }

  private static Path log(Path folder) {
    return folder.resolveSibling("redis.log");
  }

  @Override
  public void close() {
    stopLeftover(folder);
  }
}
