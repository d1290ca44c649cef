package dev.fairway.local.stores;

import dev.fairway.local.shell.Progress;
import java.io.IOException;
import java.nio.file.Path;

/// A launcher in a process of its own, for the test that kills it.
final class AbandonedLauncher {
  private AbandonedLauncher() {}

  /// Arguments: data folder, folder of programs, ports of PostgreSQL and Redis. Says `ready`, then
  /// waits.
  public static void main(String[] arguments) throws IOException {
    int redis = Integer.parseInt(arguments[3]);
    var ports = new Ports(Integer.parseInt(arguments[2]), redis, 0);
    var options =
        new Stores.Options(
            Path.of(arguments[0]), Path.of(arguments[1]), ports, false, Progress.SILENT);
    try (var stores = Stores.start(options)) {
      stores.redis("SET", "ready", "yes");
      System.out.println("ready");
      System.in.transferTo(System.err);
    }
  }
}
