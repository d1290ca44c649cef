package dev.fairway.local.knative;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Activator and autoscaler of one Service. Belongs to the event loop.
///
/// A request asks for a slot and gets one at once, or waits for it while a process starts; a
/// process never has more slots out than containerConcurrency. Only requests in flight keep it
/// alive.
final class Revision {
  private static final System.Logger LOG = System.getLogger(Revision.class.getName());
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PROBE_MS = 25;
  private static final Duration TERMINATION_GRACE = Duration.ofSeconds(10);
  private static final int QUEUE_FACTOR = 10;
  private static final int QUIET_FAILURES = 2;
  private static final long LONGEST_PAUSE_MS = 10_000;

  private final FunctionService service;
  private final Cores cores;
  private final Launcher launcher;
  private final Vertx vertx;
  private final Context loop;
  private final HttpClient client;
  private final Watcher watcher;
  private final Autoscaler autoscaler;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<Instance> instances = new ArrayList<>();
  private int started;
  private int startFailures;
  private boolean pausing;
  private boolean closing;

  private long since = System.nanoTime();
  private long lastTick = since;
  private double area;

  /// Who wants to know what happens to processes.
  interface Watcher {
    void changed();

    /// Called before a process is asked to end; completes, never fails.
    Future<Void> lastLook(Instance instance);

    void ended(Instance instance);
  }

  private record Waiting(Promise<Slot> promise, long timer) {}

  Revision(
      FunctionService service,
      Cores cores,
      Launcher launcher,
      Vertx vertx,
      HttpClient client,
      Watcher watcher) {
    this.service = service;
    this.cores = cores;
    this.launcher = launcher;
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.client = client;
    this.watcher = watcher;
    this.autoscaler = new Autoscaler(service.scaling());
    vertx.setPeriodic(autoscaler.tick().toMillis(), timer -> tick());
  }

  FunctionService service() {
    return service;
  }

  List<Instance> instances() {
    return List.copyOf(instances);
  }

  int concurrency() {
    int sum = waiting.size();
    for (Instance instance : instances) sum += instance.inFlight;
    return sum;
  }

  /// The right to send one request to one process.
  final class Slot {
    private final Instance instance;
    private boolean released;

    private Slot(Instance instance) {
      this.instance = instance;
    }

    String host() {
      return LOOPBACK;
    }

    int port() {
      return instance.port;
    }

    /// Must be called once the exchange is over, however it ended.
    void release() {
      if (released) return;
      released = true;
      account();
      instance.inFlight--;
      if (instance.isDraining() && instance.inFlight == 0) terminate(instance);
      pump();
    }

    /// It could not be connected to, or broke a connection: its process may be dying without our
    /// having been told yet, so it must show that it is ready before it gets another request.
    void suspect() {
      if (!instance.isAlive()) ended(instance);
      else if (instance.isServing()) {
        instance.state = FunctionProcess.State.STARTING;
        watcher.changed();
        probe(instance, System.nanoTime() + service.startWithin().toNanos());
      }
    }
  }

  /// @param patience how long the caller will wait for a slot
  /// @return fails with a [Refusal]: 503 if too many wait already, 504 if it took too long
  Future<Slot> admit(Duration patience) {
    if (closing) return Future.failedFuture(new Refusal(503, service.name() + " is closing"));
    Optional<String> missing = launcher.missing(service);
    if (missing.isPresent()) return Future.failedFuture(new Refusal(503, missing.get()));
    if (concurrency() == 0 && serving() == 0) autoscaler.wake();
    Optional<Instance> free = free();
    if (free.isPresent() && waiting.isEmpty()) return Future.succeededFuture(take(free.get()));
    if (waiting.size() >= (long) QUEUE_FACTOR * service.slots() * service.scaling().max())
      return Future.failedFuture(
          new Refusal(503, service.name() + " has too many waiting requests"));
    Future<Slot> slot = queue(patience);
    if (serving() == 0) grow(1);
    return slot;
  }

  private Future<Slot> queue(Duration patience) {
    account();
    Promise<Slot> promise = Promise.promise();
    long timer =
        vertx.setTimer(
            Math.max(1, patience.toMillis()),
            late -> {
              account();
              waiting.removeIf(one -> one.promise == promise);
              promise.tryFail(new Refusal(504, service.name() + " had no room in time"));
            });
    waiting.addLast(new Waiting(promise, timer));
    return promise.future();
  }

  private Optional<Instance> free() {
    return instances.stream()
        .filter(instance -> instance.isServing() && instance.inFlight < service.slots())
        .min(Comparator.comparingInt(instance -> instance.inFlight));
  }

  private Slot take(Instance instance) {
    account();
    instance.inFlight++;
    return new Slot(instance);
  }

  private void pump() {
    while (!waiting.isEmpty()) {
      Optional<Instance> free = free();
      if (free.isEmpty()) break;
      account();
      Waiting next = waiting.removeFirst();
      vertx.cancelTimer(next.timer);
      next.promise.complete(take(free.get()));
    }
    if (!waiting.isEmpty() && serving() == 0) grow(1);
  }

  /// Processes that serve or will.
  private int serving() {
    int count = 0;
    for (Instance instance : instances) if (!instance.isDraining()) count++;
    return count;
  }

  // --- scale

  /// Adds the time since the last change to the integral of concurrency.
  private void account() {
    long now = System.nanoTime();
    area += (double) concurrency() * (now - since);
    since = now;
  }

  private void tick() {
    if (closing) return;
    account();
    long now = since;
    autoscaler.record(now, area / Math.max(1, now - lastTick));
    area = 0;
    lastTick = now;
    int ready = (int) instances.stream().filter(Instance::isServing).count();
    int desired = autoscaler.desired(now, ready);
    if (desired == 0 && concurrency() > 0) desired = 1;
    int serving = serving();
    if (desired > serving) grow(desired - serving);
    else if (desired < serving) shrink(serving - desired);
  }

  /// Takes draining processes back before it starts others; all of them count against max-scale.
  private void grow(int by) {
    if (closing || pausing) return;
    int left = by;
    for (Instance instance : instances) {
      if (left == 0 || !instance.isDraining() || instance.terminating) continue;
      instance.state = FunctionProcess.State.READY;
      left--;
    }
    while (left-- > 0
        && instances.size() < service.scaling().max()
        && cores.take(service.millicores(), instances.isEmpty())) start();
    watcher.changed();
  }

  private void shrink(int by) {
    instances.stream()
        .filter(Instance::isServing)
        .sorted(Comparator.comparingInt(instance -> instance.inFlight))
        .limit(by)
        .toList()
        .forEach(this::drain);
  }

  private void drain(Instance instance) {
    instance.state = FunctionProcess.State.DRAINING;
    watcher.changed();
    if (instance.inFlight == 0) terminate(instance);
    else
      vertx.setTimer(
          service.timeout().toMillis(),
          late -> {
            if (instance.isDraining()) terminate(instance);
          });
  }

  // --- life of a process

  private void start() {
    Instance instance = new Instance(service.name(), ++started);
    instances.add(instance);
    vertx
        .executeBlocking(() -> launcher.start(service, instance), false)
        .onSuccess(running -> {
          Process process = running.process();
          instance.runs(process, running.port());
          process.onExit().thenAccept(exit -> loop.runOnContext(v -> ended(instance)));
          watcher.changed();
          if (instance.terminating) instance.end();
          else probe(instance, System.nanoTime() + service.startWithin().toNanos());
        })
        .onFailure(error -> {
          LOG.log(System.Logger.Level.ERROR, "{0} cannot be started: {1}", instance, error);
          ended(instance);
        });
  }

  private void probe(Instance instance, long deadline) {
    if (instance.ended || instance.terminating) return;
    if (System.nanoTime() > deadline) {
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} was not ready within {1} s, see {2}",
          instance,
          service.startWithin().toSeconds(),
          launcher.log(instance));
      instance.kill();
      return;
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(LOOPBACK)
            .setPort(instance.port)
            .setURI(service.readiness())
            .setConnectTimeout(1_000)
            .setTimeout(2_000);
    client
        .request(options)
        .compose(request -> request.send())
        .compose(response -> response.end().map(v -> response.statusCode()))
        .onComplete(answer -> {
          if (answer.succeeded() && answer.result() >= 200 && answer.result() < 400)
            ready(instance);
          else vertx.setTimer(PROBE_MS, again -> probe(instance, deadline));
        });
  }

  private void ready(Instance instance) {
    if (instance.ended || instance.terminating) return;
    startFailures = 0;
    instance.served = true;
    instance.state = FunctionProcess.State.READY;
    watcher.changed();
    pump();
  }

  private void terminate(Instance instance) {
    if (instance.terminating) return;
    instance.terminating = true;
    instance.state = FunctionProcess.State.DRAINING;
    watcher.changed();
    watcher
        .lastLook(instance)
        .onComplete(looked -> {
          if (instance.ended) return;
          instance.end();
          vertx.setTimer(TERMINATION_GRACE.toMillis(), late -> instance.kill());
        });
  }

  private void ended(Instance instance) {
    if (instance.ended) return;
    instance.ended = true;
    cores.free(service.millicores());
    account();
    boolean expected = instance.terminating;
    instances.remove(instance);
    watcher.ended(instance);
    watcher.changed();
    if (!expected) report(instance);
    if (!expected && !instance.served) startFailures++;
    if (startFailures > QUIET_FAILURES) pause();
    pump();
  }

  private void report(Instance instance) {
    Process process = instance.process();
    String exit = process == null || process.isAlive() ? "?" : "" + process.exitValue();
    LOG.log(
        instance.served ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
        "{0} ended with exit code {1} {2}, see {3}",
        instance,
        exit,
        instance.served ? "while it served" : "before it was ready",
        launcher.log(instance));
  }

  /// A function that does not start is not tried in a tight loop.
  private void pause() {
    if (pausing) return;
    pausing = true;
    long pause = Math.min(LONGEST_PAUSE_MS, 500L << Math.min(startFailures - QUIET_FAILURES, 10));
    LOG.log(
        System.Logger.Level.ERROR,
        "{0} failed to start {1} times in a row; next attempt in {2} ms",
        service.name(),
        startFailures,
        pause);
    vertx.setTimer(
        pause,
        over -> {
          pausing = false;
          pump();
        });
  }

  /// Asks every process to end at once. It finishes the requests it has by itself, and only the
  /// signal tells it to end those that stay until something is due.
  void close() {
    closing = true;
    for (Waiting one : List.copyOf(waiting)) {
      vertx.cancelTimer(one.timer);
      one.promise.tryFail(new Refusal(503, service.name() + " is closing"));
    }
    waiting.clear();
    List.copyOf(instances).forEach(this::terminate);
  }
}
