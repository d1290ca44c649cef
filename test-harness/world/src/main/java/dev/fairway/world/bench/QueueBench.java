package dev.fairway.world.bench;

import dev.fairway.local.stores.Stores;
import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Family;
import dev.fairway.model.Outcome;
import dev.fairway.model.Pool;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Limits;
import dev.fairway.ports.FairQueue.Offer;
import dev.fairway.ports.FairQueue.Policy;
import dev.fairway.redis.RedisFairQueue;
import dev.fairway.world.client.Counters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What the fair queue's scripts cost Redis, by the number of tenants that have work, beside a
/// hundred thousand that have none. The backlog is as long in each row, so that only the number of
/// tenants differs.
public final class QueueBench {
  private static final int BATCH = 200;
  private static final int REQUESTS = 20;
  private static final int BACKLOG = 100_000;
  private static final int IDLE = 100_000;
  private static final int ROUNDS = 9;
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Limits LIMITS =
      new Limits(List.of(Family.PERSON), REQUESTS, BATCH, LEASE, 1_000_000);

  private enum Script {
    OFFER,
    LEASE,
    SENT,
    SETTLE
  }

  private final Stores stores;
  private final FairQueue queue;
  private final Shard shard = new Shard("bench", 0);
  private final List<String> rows = new ArrayList<>();
  private long generation;
  private long drawn;

  private QueueBench(Stores stores, FairQueue queue) {
    this.stores = stores;
    this.queue = queue;
  }

  /// `bench.results` is the folder for what was found.
  public static void main(String[] arguments) throws IOException {
    Path data = Files.createTempDirectory("fairway-queue-bench");
    Vertx vertx = Vertx.vertx();
    try (Stores stores = Stores.start(Stores.Options.temporary(data, false))) {
      var queue = new RedisFairQueue(vertx, stores.redisUri().toString());
      var bench = new QueueBench(stores, queue);
      for (int tenants : List.of(100, 1_000, 10_000, 100_000)) bench.measure(tenants);
      bench.write(Path.of(System.getProperty("bench.results", "results")));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /// Rounds of twenty requests of two hundred tasks. What was served is offered again, so that as
  /// many tenants keep work; the first rounds are not counted.
  private void measure(int active) {
    get(queue.begin(shard, ++generation));
    get(queue.open(shard, generation));
    configure(active + IDLE);
    idle(active);
    for (int from = 0; from < BACKLOG; from += BATCH) offer(tasks(from, active));
    double[][] micros = new double[Script.values().length][ROUNDS];
    List<QueuedTask> served = List.of();
    for (int round = -2; round < ROUNDS; round++) {
      double[] one = new double[Script.values().length];
      served = round(served, one);
      if (round >= 0)
        for (Script script : Script.values()) at(micros, script)[round] = at(one, script);
    }
    row(active, micros);
  }

  private List<QueuedTask> round(List<QueuedTask> again, double[] micros) {
    List<List<QueuedTask>> offers =
        chunks(again.isEmpty() ? List.of() : again.stream().map(this::anew).toList());
    List<ActionRequest> requests = new ArrayList<>();
    micros[Script.OFFER.ordinal()] = cost(() -> offers.forEach(this::offer));
    micros[Script.LEASE.ordinal()] =
        cost(
            () -> requests.addAll(get(queue.lease(shard, generation, Pool.DB, LIMITS)).requests()));
    micros[Script.SENT.ordinal()] =
        cost(() -> requests.forEach(request -> get(queue.sent(request, generation))));
    micros[Script.SETTLE.ordinal()] = cost(() -> requests.forEach(this::settle));
    return requests.stream()
        .flatMap(request -> request.leases().stream())
        .map(lease -> lease.task())
        .toList();
  }

  private void settle(ActionRequest request) {
    var items =
        request.leases().stream()
            .map(lease -> new Completion.Item(lease, new Outcome.Done(TaskState.DONE), 1_000))
            .toList();
    get(queue.settle(Completion.of(request, items), generation));
  }

  private void configure(int tenants) {
    for (int from = 0; from < tenants; from += 1_000) {
      List<Policy> policies =
          IntStream.rangeClosed(from + 1, Math.min(tenants, from + 1_000))
              .mapToObj(number ->
                  new Policy(number, 1 + number % 3, 1_000_000, 0, 1, 10_000, Tenant.State.ACTIVE))
              .toList();
      get(queue.configure(shard, generation, policies));
    }
  }

  /// They had work once: what is left of them must cost nothing.
  private void idle(int active) {
    for (int from = 0; from < IDLE; from += REQUESTS * BATCH) {
      List<QueuedTask> tasks =
          IntStream.range(from, Math.min(IDLE, from + REQUESTS * BATCH))
              .mapToObj(i -> task(active + 1 + i, 1))
              .toList();
      chunks(tasks).forEach(this::offer);
      round(List.of(), new double[Script.values().length]);
    }
  }

  private List<QueuedTask> tasks(int from, int active) {
    return IntStream.range(from, from + BATCH)
        .mapToObj(i -> task(1 + i % active, 1 + i / active))
        .toList();
  }

  /// The same lead's next task.
  private QueuedTask anew(QueuedTask task) {
    return task(task.tenant(), task.lead());
  }

  private QueuedTask task(int tenant, long lead) {
    long position = ++drawn;
    return new QueuedTask(
        new TaskId(new UUID(tenant, position)),
        tenant,
        lead,
        position,
        Family.PERSON,
        Priority.NORMAL,
        false);
  }

  private void offer(List<QueuedTask> tasks) {
    List<Offer> offers = tasks.stream().map(task -> new Offer(task, Optional.empty())).toList();
    get(queue.offer(shard, generation, Optional.empty(), offers));
  }

  private static List<List<QueuedTask>> chunks(List<QueuedTask> tasks) {
    return IntStream.range(0, (tasks.size() + BATCH - 1) / BATCH)
        .mapToObj(i -> tasks.subList(i * BATCH, Math.min(tasks.size(), (i + 1) * BATCH)))
        .toList();
  }

  /// Microseconds of Redis's processor time for each of the round's tasks.
  private double cost(Runnable calls) {
    double before = processorSeconds();
    calls.run();
    return (processorSeconds() - before) * 1e6 / (REQUESTS * BATCH);
  }

  private double processorSeconds() {
    return Counters.processorSeconds(stores.redis("INFO", "cpu"));
  }

  private static double at(double[] micros, Script script) {
    return micros[script.ordinal()];
  }

  private static double[] at(double[][] micros, Script script) {
    return micros[script.ordinal()];
  }

  private void row(int active, double[][] micros) {
    double[] medians = Arrays.stream(micros).mapToDouble(QueueBench::median).toArray();
    String row =
        Arrays.stream(medians)
                .mapToObj(median -> String.format(Locale.ROOT, "%.1f", median))
                .collect(Collectors.joining(" | ", "| " + active + " | ", " | "))
            + String.format(Locale.ROOT, "%.1f |", Arrays.stream(medians).sum());
    rows.add(row);
    System.out.println(row);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void write(Path results) throws IOException {
    Files.createDirectories(results);
    String redis =
        stores
            .redis("INFO", "server")
            .lines()
            .filter(line -> line.startsWith("redis_version:"))
            .findFirst()
            .orElse("");
    String text =
        """
        # What the fair queue's scripts cost

        Microseconds of Redis's processor time for each task, by script: median of %d rounds of %d requests of %d tasks, at a backlog of
        %d tasks, beside %d tenants that had work once and have none. %s, append-only file on.
        `./mvnw -Pbench -Dbench.main=QueueBench` writes this.

        | tenants with work | offer | lease | sent | settle | all |
        |---|---|---|---|---|---|
        %s
        """
            .formatted(ROUNDS, REQUESTS, BATCH, BACKLOG, IDLE, redis, String.join("\n", rows));
    Files.writeString(results.resolve("queue.md"), text);
  }

  private static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofMinutes(1));
  }
}
