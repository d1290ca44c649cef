package dev.fairway.world;

import dev.fairway.local.LocalEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// An engine of its own on this machine, with stores that are thrown away afterwards, unless
/// `-Dfairway.world.keep=true` asks for their data and logs.
public final class LocalWorld implements Engine {
  private final LocalEngine engine;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalWorld(LocalEngine engine) {
    this.engine = engine;
    // also when the run is interrupted: its stores would stay behind
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close the world"));
  }

  /// @param environment by function, on top of the manifests': crash points, poison
  public static LocalWorld start(Map<String, Map<String, String>> environment) {
    return start(options -> options.with(environment));
  }

  /// Of other manifests than the product's.
  public static LocalWorld start(Path manifests, Map<String, Map<String, String>> environment) {
    return start(options -> options.run(manifests).with(environment));
  }

  /// One that verifies tokens.
  public static LocalWorld verified() {
    return start(options -> options.as("jwt"));
  }

  private static LocalWorld start(UnaryOperator<LocalEngine.Options> changed) {
    try {
      Path data = Files.createTempDirectory("fairway-world");
      var options = changed.apply(LocalEngine.Options.temporary(data));
      return new LocalWorld(LocalEngine.start(options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public URI uri() {
    return engine.uri();
  }

  @Override
  public List<Function> functions() {
    return engine.processes().stream().map(p -> new Function(p.name(), p.pid(), p.port())).toList();
  }

  @Override
  public String redis(String... command) {
    return engine.redis(command);
  }

  @Override
  public Connection look(String database) throws SQLException {
    return engine.look(database);
  }

  @Override
  public Path data() {
    return engine.data();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) return;
    engine.close();
    if (!Boolean.getBoolean("fairway.world.keep")) delete(engine.data());
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("left behind: " + folder, e);
    }
  }
}
