package dev.fairway.local;

import dev.fairway.local.demo.Demo;
import dev.fairway.local.shell.Api;
import dev.fairway.local.shell.CannotStart;
import dev.fairway.local.shell.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/// `./mvnw -Prun`: the whole engine in a terminal, until Ctrl-C.
public final class Run {
  private static final Duration START = Duration.ofSeconds(60);

  private final Terminal terminal;
  private final Thread main;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private volatile boolean stopping;
  private volatile boolean failed;

  private Run(Terminal terminal, Thread main) {
    this.terminal = terminal;
    this.main = main;
  }

  public static void main(String[] arguments) {
    boolean screen = System.console() != null && System.console().isTerminal();
    var run = new Run(new Terminal(System.out, began(), screen), Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(run::stop, "stop"));
    watchParent();
    run.untilStopped();
  }

  private void untilStopped() {
    try {
      start();
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (CannotStart e) {
      if (stopping) return;
      terminal.line("fairway: " + e.getMessage());
      failed = true;
      System.exit(1);
    }
  }

  private void start() throws InterruptedException {
    Path data = Path.of(System.getProperty("fairway.data", ".fairway")).toAbsolutePath();
    LogFile.open(data);
    terminal.line("");
    terminal.line("Fairway starts, data in " + data);
    var options = LocalEngine.Options.kept(Repository.find(), data, terminal::part);
    LocalEngine engine = keep(LocalEngine.start(options));
    var api = new Api(engine.uri(), engine.operatorToken());
    api.awaitReady(START);
    terminal.tour(engine.uri(), options.identity(), data);
    if (Boolean.parseBoolean(System.getProperty("fairway.demo", "true")))
      keep(Demo.start(api, terminal));
    engine.train();
  }

  private synchronized <C extends AutoCloseable> C keep(C part) {
    running.push(part);
    return part;
  }

  /// At the end of the process, however it comes: what is starting gives up, what runs stops, last
  /// started first.
  private void stop() {
    stopping = true;
    // a failed start is already over: its thread waits in System.exit for this very method
    if (!failed) waitUntilStartGivesUp();
    synchronized (this) {
      if (running.isEmpty()) return;
      terminal.line("Stopping: demo, functions, stores");
      while (!running.isEmpty()) close(running.pop());
    }
    terminal.line("Stopped.");
  }

  private void waitUntilStartGivesUp() {
    main.interrupt();
    try {
      main.join(START);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      terminal.line("fairway: " + e.getMessage() + ": " + cause.getMessage());
    }
  }

  /// When the user pressed return: the start of Maven, if Maven started this.
  private static Instant began() {
    ProcessHandle own = ProcessHandle.current();
    return (watchesParent() ? own.parent().orElse(own) : own)
        .info()
        .startInstant()
        .orElseGet(Instant::now);
  }

  private static boolean watchesParent() {
    return "watch".equals(System.getProperty("fairway.parent"));
  }

  /// A killed Maven must not leave an engine behind that nobody knows of.
  private static void watchParent() {
    if (!watchesParent()) return;
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
  }
}
