package dev.fairway.local.demo;

import dev.fairway.local.shell.Api;
import dev.fairway.local.shell.Terminal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The demo, running in the background of the terminal.
public final class Demo implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Terminal terminal;

  private Demo(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Sets the stage (once for a data folder), then sends events and shows what becomes of them. A
  /// demo that fails says so in one line and leaves the engine running.
  public static Demo start(Api api, Terminal terminal) {
    var demo = new Demo(terminal);
    demo.begin(() -> {
      new Stage(api).set(terminal);
      var stream = new EventStream(api);
      demo.begin(stream::run);
      demo.begin(new Summary(api, terminal, stream)::run);
    });
    return demo;
  }

  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  private void begin(Work work) {
    threads.execute(() -> {
      try {
        work.run();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        terminal.line("demo: " + e.getMessage());
      }
    });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
