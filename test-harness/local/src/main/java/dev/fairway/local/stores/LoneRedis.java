package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// The engine's Redis, program and settings, without the engine: for what is compared with it.
public final class LoneRedis implements AutoCloseable {
  private final RedisServer server;

  private LoneRedis(RedisServer server) {
    this.server = server;
  }

  /// On a free port, until it is closed or this process ends.
  ///
  /// @param data empty, or of an earlier one
  public static LoneRedis start(Path data) {
    Path folder = data.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CannotStart("no data folder " + folder + ": " + e.getMessage(), e);
    }
    Path own = folder.resolve("redis");
    RedisServer.stopLeftover(own);
    Stores.Options options = Stores.Options.temporary(folder, false);
    RedisServer server =
        RedisServer.start(own, options.programs(), options.ports().redis(), Secrets.of(folder));
    // it runs in a session of its own: Ctrl-C does not reach it
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    return new LoneRedis(server);
  }

  /// As one who may do everything.
  public URI operatorUri() {
    return URI.create(server.operatorUri());
  }

  public String describe() {
    return server.describe();
  }

  @Override
  public void close() {
    server.close();
  }
}
