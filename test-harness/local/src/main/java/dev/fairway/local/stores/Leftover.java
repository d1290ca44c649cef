package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A store's process that outlived its launcher. A pid file alone proves nothing, since process ids
/// are used again: only a process whose command line names our own file is ours to stop.
final class Leftover {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Leftover() {}

  /// Stops the process a killed launcher left behind, if there is one and it is ours.
  ///
  /// @param pidFile whose first line is the process id
  /// @param mark path that stands in the command line of our process and of no other
  /// @return whether one was stopped
  static boolean stop(Path pidFile, Path mark) {
    Optional<ProcessHandle> found = find(pidFile, mark);
    found.ifPresent(process -> end(process, mark));
    return found.isPresent();
  }

  static Optional<ProcessHandle> find(Path pidFile, Path mark) {
    return pid(pidFile).flatMap(ProcessHandle::of).filter(process -> isOurs(process, mark));
  }

  private static boolean isOurs(ProcessHandle process, Path mark) {
    return process.info().commandLine().orElse("").contains(mark.toString());
  }

  private static Optional<Long> pid(Path pidFile) {
    try {
      if (!Files.exists(pidFile)) return Optional.empty();
      return Files.readString(pidFile)
          .lines()
          .findFirst()
          .map(String::strip)
          .filter(line -> line.matches("\\d{1,18}"))
          .map(Long::valueOf);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + pidFile, e);
    }
  }

  /// SIGINT first: PostgreSQL then ends its sessions and shuts down cleanly, where SIGTERM would
  /// wait for them; Redis writes its file. A process that cannot, is killed: both stores recover
  /// from that.
  private static void end(ProcessHandle process, Path mark) {
    interrupt(process);
    if (ended(process, mark)) return;
    process.destroyForcibly();
    if (ended(process, mark)) return;
    throw new CannotStart(
        "process "
            + process.pid()
            + " of an earlier run holds "
            + mark
            + " and does not end: kill -9 it");
  }

  private static void interrupt(ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException noSuchCommand) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A process that has ended may be listed until somebody collects its exit code, but without a
  /// command line.
  private static boolean ended(ProcessHandle process, Path mark) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && isOurs(process, mark)) {
      if (System.nanoTime() > deadline) return false;
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return true;
  }
}
