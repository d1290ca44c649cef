package dev.fairway.local.knative;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Makes the AOT cache of every program that has none: starts it once more beside those that serve,
/// and ends it when it is ready, whereupon its JVM writes what it learned. One after the other,
/// with what the others leave of the machine, and given up at any moment.
final class Training implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Training.class.getName());
  private static final Duration PROBE = Duration.ofMillis(100);
  private static final Duration WRITE = Duration.ofMinutes(2);

  private final Launcher launcher;
  private final Thread thread;

  /// @param services those that run the same image are trained once
  Training(Launcher launcher, List<FunctionService> services) {
    this.launcher = launcher;
    this.thread = Thread.ofPlatform().daemon().name("training").start(() -> train(services));
  }

  private void train(List<FunctionService> services) {
    for (FunctionService service : services) {
      try {
        train(service);
      } catch (InterruptedException closed) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.log(
            System.Logger.Level.WARNING, "{0} starts without AOT cache: {1}", service.name(), e);
      }
    }
  }

  private void train(FunctionService service) throws IOException, InterruptedException {
    if (launcher.missing(service).isPresent()) return;
    AotCache cache = launcher.cache(service).filter(one -> !one.exists()).orElse(null);
    if (cache == null) return;
    Launcher.Started started = launcher.train(service, cache);
    Process process = started.process();
    try {
      awaitReady(service, started);
      process.toHandle().destroy();
      if (!process.waitFor(WRITE.toSeconds(), TimeUnit.SECONDS))
        throw new IOException("its training does not end");
      cache.finish();
    } finally {
      // the JVM writes the cache in a process of its own
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      cache.discardUnfinished();
    }
  }

  private static void awaitReady(FunctionService service, Launcher.Started started)
      throws IOException, InterruptedException {
    var readiness = URI.create("http://127.0.0.1:" + started.port() + service.readiness());
    long deadline = System.nanoTime() + service.startWithin().toNanos();
    while (!isReady(readiness)) {
      if (!started.process().isAlive() || System.nanoTime() > deadline)
        throw new IOException("its training does not get ready");
      Thread.sleep(PROBE);
    }
  }

  private static boolean isReady(URI readiness) throws IOException {
    var connection = (HttpURLConnection) readiness.toURL().openConnection();
    connection.setConnectTimeout(1_000);
    connection.setReadTimeout(2_000);
    try {
      return connection.getResponseCode() < 400;
    } catch (IOException notYet) {
      return false;
    } finally {
      connection.disconnect();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
