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

  /// On a free port.
  ///
  /// @param data empty, or of an earlier one
  public static LoneRedis start(Path data) {
    Path folder = data.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CannotStart("no data folder " + folder + ": " + e.getMessage(), e);
    }
    Stores.Options options = Stores.Options.temporary(folder, false);
    return new LoneRedis(
        RedisServer.start(
            folder.resolve("redis"),
            options.programs(),
            options.ports().redis(),
            Secrets.of(folder)));
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
