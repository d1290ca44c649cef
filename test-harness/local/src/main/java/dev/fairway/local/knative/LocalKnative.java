package dev.fairway.local.knative;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs the manifests of a folder on this machine.
public final class LocalKnative implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LocalKnative.class.getName());
  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_HEADERS = 64 << 10;
  private static final int CONNECTIONS_PER_PROCESS = 1_024;
  private static final int LOOK_EVERY_MS = 10_000;
  private static final int OUTSIDE_PARALLEL = 256;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  /// What the stand-in needs to know beyond the manifests.
  ///
  /// @param manifests folder with the YAML files, `knative/base/`
  /// @param dataDirectory where the event log, the processes' logs and `processes.json` are kept
  /// @param repository where `functions/<name>/target/quarkus-app/quarkus-run.jar` is found
  /// @param port of the gateway on loopback; 0 takes a free one
  /// @param secrets name, key, value: resolves secretKeyRef and configMapKeyRef before the
  ///   manifests' own ConfigMaps do
  /// @param java the `java` executable that runs functions
  /// @param extraEnvironment service name to environment; `*` is every service
  /// @param jvmArguments of every function
  /// @param doors empty: nobody is asked
  public record Options(
      Path manifests,
      Path dataDirectory,
      Path repository,
      int port,
      Map<String, Map<String, String>> secrets,
      Path java,
      Map<String, Map<String, String>> extraEnvironment,
      List<String> jvmArguments,
      Optional<Doors> doors) {}

  private final Vertx vertx;
  private final Context loop;
  private final URI uri;
  private final EventLog log;
  private final ProcessList processList;
  private final Map<String, Revision> revisions = new LinkedHashMap<>();
  private final Map<String, Broker> brokers = new LinkedHashMap<>();
  private final List<PingSource> pings = new ArrayList<>();
  private final Counters counters = new Counters();
  private final Disorder disorder = Disorder.ofProperty();
  private final Launcher launcher;
  private final FunctionMetrics metrics;
  private final HttpServer server;
  private @Nullable CompletableFuture<Void> allEnded;
  private @Nullable Training training;
  private volatile List<FunctionProcess> processes = List.of();
  private volatile Supplier<Optional<String>> storesNotReady = Optional::empty;

  /// Listens when it returns; no function is started before a request needs it.
  ///
  /// @throws IllegalArgumentException if a manifest is wrong, with file and path in the message
  /// @throws IllegalStateException if the port or the data directory is taken
  public static LocalKnative start(Options options) {
    return start(
        options, new Jars(options.repository(), options.java(), options.jvmArguments()), Jars.JAR);
  }

  /// @param mark what the command line of a function's process contains
  static LocalKnative start(Options options, Launcher.Commands commands, String mark) {
    Manifests manifests = Manifests.read(options.manifests());
    try {
      Files.createDirectories(options.dataDirectory());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + options.dataDirectory(), e);
    }
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setBlockedThreadCheckInterval(10_000)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    try {
      return new LocalKnative(vertx, options, manifests, commands, mark);
    } catch (RuntimeException e) {
      vertx.close();
      throw e;
    }
  }

  private LocalKnative(
      Vertx vertx, Options options, Manifests manifests, Launcher.Commands commands, String mark) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    Path data = options.dataDirectory();
    this.log = EventLog.open(data.resolve("events"), loop);
    this.processList = new ProcessList(data.resolve("processes.json"), mark);
    HttpClient client = vertx.createHttpClient(clientOptions());
    this.metrics = new FunctionMetrics(client);
    this.server = vertx.createHttpServer(serverOptions());
    Gateway gateway =
        new Gateway(
            vertx,
            client,
            revisions,
            brokers,
            counters,
            options.doors().map(Doors::ingress),
            whole());
    try {
      processList.stopStale();
      server.requestHandler(gateway::handle);
      ManifestEnvironment environment =
          new ManifestEnvironment(
              options.secrets(), manifests.configMaps(), options.extraEnvironment(), this::uri);
      this.launcher = new Launcher(commands, environment, data.resolve("logs"));
      int port =
          onLoop(
                  () -> {
                    assemble(manifests, client, options.doors().map(Doors::delivery));
                    return server.listen(options.port(), LOOPBACK);
                  })
              .actualPort();
      this.uri = URI.create("http://" + LOOPBACK + ":" + port);
      onLoop(() -> {
        resume();
        return Future.succeededFuture();
      });
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private static HttpClientOptions clientOptions() {
    return new HttpClientOptions()
        .setMaxPoolSize(CONNECTIONS_PER_PROCESS)
        .setMaxWaitQueueSize(-1)
        .setKeepAliveTimeout(15)
        .setMaxHeaderSize(MAX_HEADERS)
        .setTcpNoDelay(true);
  }

  private static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setMaxHeaderSize(MAX_HEADERS)
        .setMaxChunkSize(MAX_HEADERS)
        .setAcceptBacklog(4_096)
        .setTcpNoDelay(true)
        .setHandle100ContinueAutomatically(true);
  }

  // --- on the loop

  private void assemble(Manifests manifests, HttpClient client, Optional<String> delivery) {
    var cores = Cores.ofThisMachine();
    for (FunctionService service : manifests.services().values())
      revisions.put(
          service.name(),
          new Revision(service, cores, launcher, vertx, client, new ProcessWatcher()));
    Sender sender = new Sender(vertx, client, revisions, delivery);
    for (Manifests.BrokerManifest manifest : manifests.brokers().values())
      brokers.put(manifest.name(), new Broker(manifest.name(), log, sender, brokers));
    for (Manifests.TriggerManifest trigger : manifests.triggers())
      addTrigger(trigger, manifests, sender);
    Broker resolver = new Broker("sources", log, sender, brokers);
    for (Manifests.PingManifest ping : manifests.pings())
      pings.add(new PingSource(ping, vertx, resolver));
    pings.forEach(PingSource::start);
    vertx.setPeriodic(
        LOOK_EVERY_MS,
        timer -> {
          for (Instance instance : instances()) if (instance.isServing()) metrics.look(instance);
        });
    processesChanged();
  }

  private void addTrigger(Manifests.TriggerManifest trigger, Manifests manifests, Sender sender) {
    Broker broker = brokers.get(trigger.broker());
    Manifests.BrokerManifest manifest = manifests.brokers().get(trigger.broker());
    if (broker == null || manifest == null)
      throw new IllegalStateException("no Broker named " + trigger.broker());
    broker.add(
        new TriggerDelivery(
            trigger,
            Delivery.inForce(trigger.delivery(), manifest.delivery()),
            parallel(trigger.subscriber(), manifests),
            broker,
            sender,
            vertx,
            counters,
            disorder));
  }

  /// Enough to keep every process busy and the autoscaler aware of what waits, far below the length
  /// of the activator's queue.
  private static int parallel(Destination subscriber, Manifests manifests) {
    if (!(subscriber instanceof Destination.OfService(String name, String path)))
      return OUTSIDE_PARALLEL;
    FunctionService service = manifests.services().get(name);
    if (service == null) throw new IllegalStateException("no Service for " + name + path);
    return (int) Math.min(1_000L, 2L * service.slots() * service.scaling().max());
  }

  private void resume() {
    List<PendingEvent> unfinished = log.pending();
    if (!unfinished.isEmpty())
      LOG.log(
          System.Logger.Level.INFO,
          "{0} events of an earlier run are delivered",
          unfinished.size());
    for (PendingEvent event : unfinished) {
      Broker broker = brokers.get(event.broker);
      if (broker != null) broker.resume(event);
      else for (String trigger : List.copyOf(event.triggers)) log.finished(event, trigger);
    }
  }

  private List<Instance> instances() {
    List<Instance> all = new ArrayList<>();
    for (Revision revision : revisions.values()) all.addAll(revision.instances());
    return all;
  }

  private void processesChanged() {
    List<FunctionProcess> now = new ArrayList<>();
    for (Instance instance : instances()) {
      Process process = instance.process();
      if (process != null)
        now.add(
            new FunctionProcess(instance.service, process.pid(), instance.port, instance.state));
    }
    if (now.equals(processes) && Files.exists(processList.file())) return;
    processes = List.copyOf(now);
    vertx.executeBlocking(
        () -> {
          processList.write(processes);
          return "written";
        },
        true);
  }

  private void noteEnds() {
    if (allEnded != null && instances().isEmpty()) allEnded.complete(null);
  }

  private final class ProcessWatcher implements Revision.Watcher {
    @Override
    public void changed() {
      processesChanged();
    }

    @Override
    public Future<Void> lastLook(Instance instance) {
      return metrics.look(instance);
    }

    @Override
    public void ended(Instance instance) {
      metrics.ended(instance);
      noteEnds();
    }
  }

  private Gateway.Whole whole() {
    return new Gateway.Whole() {
      @Override
      public Future<Optional<String>> notReady() {
        Optional<String> own =
            log.trouble()
                .or(() ->
                    revisions.values().stream()
                        .flatMap(revision -> launcher.missing(revision.service()).stream())
                        .findFirst());
        if (own.isPresent()) return Future.succeededFuture(own);
        return vertx
            .executeBlocking(() -> storesNotReady.get(), false)
            .map(why -> why == null ? Optional.empty() : why);
      }

      @Override
      public Future<String> metrics() {
        return metrics.sum(instances()).map(sum -> sum + counters.page() + gauges());
      }
    };
  }

  private String gauges() {
    StringBuilder page = new StringBuilder();
    page.append("# TYPE fairway_local_processes gauge\n");
    revisions.forEach((name, revision) ->
        page.append(
            "fairway_local_processes{service=\"%s\"} %d\n"
                .formatted(name, revision.instances().size())));
    page.append("# TYPE fairway_local_concurrency gauge\n");
    revisions.forEach((name, revision) ->
        page.append(
            "fairway_local_concurrency{service=\"%s\"} %d\n"
                .formatted(name, revision.concurrency())));
    page.append("# TYPE fairway_local_trigger_backlog gauge\n");
    for (Broker broker : brokers.values())
      for (TriggerDelivery trigger : broker.triggers())
        page.append(
            "fairway_local_trigger_backlog{trigger=\"%s\"} %d\n"
                .formatted(trigger.name(), trigger.waiting()));
    page.append("# TYPE fairway_local_events_pending gauge\n");
    page.append("fairway_local_events_pending %d\n".formatted(log.pendingCount()));
    page.append("# TYPE fairway_local_log_appends_total counter\n");
    page.append("fairway_local_log_appends_total %d\n".formatted(log.appends()));
    page.append("# TYPE fairway_local_log_syncs_total counter\n");
    page.append("fairway_local_log_syncs_total %d\n".formatted(log.syncs()));
    return page.toString();
  }

  // --- from other threads

  public URI uri() {
    return uri;
  }

  /// Every function process there is now.
  public List<FunctionProcess> processes() {
    return processes;
  }

  /// What `/q/health/ready` asks besides the stand-in's own state.
  ///
  /// @param notReady gives the reason why the stores are not ready, empty when they are; called on
  ///   a worker thread, so it may block
  public void storesReady(Supplier<Optional<String>> notReady) {
    storesNotReady = notReady;
  }

  /// From now on, makes functions start sooner as soon as the machine has time for it.
  ///
  /// @param first names, by urgency: there may not be time for all
  public synchronized void train(List<String> first) {
    if (training == null) {
      Map<String, Revision> order = new LinkedHashMap<>();
      for (String name : first) order.computeIfAbsent(name, revisions::get);
      revisions.forEach(order::putIfAbsent);
      training = new Training(launcher, order.values().stream().map(Revision::service).toList());
    }
  }

  private synchronized void endTraining() {
    if (training != null) training.close();
  }

  /// Fires every PingSource now.
  void ping() {
    onLoop(() -> {
      pings.forEach(PingSource::fire);
      return Future.succeededFuture();
    });
  }

  /// Ends every function (SIGTERM, after a grace SIGKILL) and closes the event log.
  @Override
  public void close() {
    endTraining();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    try {
      onLoop(() -> {
        allEnded = ended;
        pings.forEach(PingSource::close);
        brokers.values().forEach(Broker::close);
        revisions.values().forEach(Revision::close);
        noteEnds();
        return Future.succeededFuture();
      });
      awaitEnds(ended);
      processList.write(List.of());
      onLoop(() -> {
        log.passNotes();
        return server.close();
      });
    } finally {
      log.close();
      await(vertx.close());
    }
  }

  private void awaitEnds(CompletableFuture<Void> ended) {
    try {
      ended.get(CLOSE_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "functions did not end in time and are killed");
      for (FunctionProcess process : processes)
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T onLoop(Callable<Future<T>> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(now -> {
      try {
        work.call().onSuccess(done::complete).onFailure(done::completeExceptionally);
      } catch (Exception e) {
        done.completeExceptionally(e);
      }
    });
    return join(done);
  }

  private static <T> T await(Future<T> future) {
    return join(future.toCompletionStage().toCompletableFuture());
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
