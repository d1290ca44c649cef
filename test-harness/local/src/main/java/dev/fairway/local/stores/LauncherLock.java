package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One launcher per data folder. The operating system drops the lock with the process, however it
/// died.
final class LauncherLock implements AutoCloseable {
  /// A launcher told to stop needs a moment; a second start right after Ctrl-C waits for it.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final FileChannel channel;

  private LauncherLock(FileChannel channel) {
    this.channel = channel;
  }

  static LauncherLock take(Path data) {
    Path file = data.resolve("launcher.pid");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      while (tryLock(channel) == null) {
        if (System.nanoTime() > deadline) {
          channel.close();
          throw new CannotStart(
              "another Fairway (process %s) uses %s: stop it, or choose another folder with -Dfairway.data=FOLDER"
                  .formatted(Files.readString(file).strip(), data));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
      byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
      channel.truncate(0).write(ByteBuffer.wrap(pid), 0);
      return new LauncherLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("locking " + file, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
