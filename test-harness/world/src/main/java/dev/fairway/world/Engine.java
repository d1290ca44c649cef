package dev.fairway.world;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// A whole engine that a test may torment: all that end-to-end checks know of it beside the public
/// contract.
public interface Engine extends AutoCloseable {
  /// @param name of the function
  record Function(String name, long pid, int port) {}

  /// Where it listens, without a path.
  URI uri();

  /// Function processes there are now.
  List<Function> functions();

  /// A command to the engine's Redis, as its administrator.
  ///
  /// @return the answer as text
  String redis(String... command);

  /// As if Redis had lost everything.
  default void flushRedis() {
    redis("FLUSHALL");
  }

  /// To look, not to touch.
  ///
  /// @param database control, leads1, leads2
  Connection look(String database) throws SQLException;

  /// Its data directory: stores, logs of processes.
  Path data();

  /// kill -9.
  ///
  /// @return false if it had ended by itself
  static boolean kill(Function function) {
    return ProcessHandle.of(function.pid()).map(ProcessHandle::destroyForcibly).orElse(false);
  }

  @Override
  void close();
}
