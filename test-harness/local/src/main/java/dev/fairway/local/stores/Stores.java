package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import dev.fairway.local.shell.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.LogManager;
import java.util.stream.Collectors;

/// The stores of one data folder, running, with migrated databases.
public final class Stores implements AutoCloseable {
  /// @param data folder that keeps everything; made when it is not there
  /// @param programs where the servers' programs are unpacked
  /// @param amqp whether to start Artemis too
  public record Options(Path data, Path programs, Ports ports, boolean amqp, Progress progress) {
    public Options {
      data = data.toAbsolutePath().normalize();
      programs = programs.toAbsolutePath().normalize();
    }

    /// All three, where the system properties say, with everything under the data folder.
    public static Options kept(Path data, Progress progress) {
      return new Options(data, data.resolve("programs"), Ports.configured(), true, progress);
    }

    /// For one test: free ports, programs unpacked once for all tests of a machine. The caller
    /// deletes the folder.
    public static Options temporary(Path data, boolean amqp) {
      Path programs = Path.of(System.getProperty("java.io.tmpdir"), "fairway-programs");
      return new Options(data, programs, Ports.free(), amqp, Progress.SILENT);
    }
  }

  private final Options options;
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final PostgresServer postgres;
  private final RedisServer redis;
  private final Optional<AmqpBroker> amqp;

  private Stores(Options options) {
    this.options = options;
    closing.push(LauncherLock.take(options.data()));
    Path data = options.data();
    Ports ports = options.ports();
    Path programs = options.programs();
    try (var threads = Executors.newFixedThreadPool(3)) {
      clear(data);
      Secrets secrets = Secrets.of(data);
      var startingPostgres =
          starting(
              threads,
              "PostgreSQL",
              () ->
                  PostgresServer.start(
                      data.resolve("postgres"), programs, ports.postgres(), secrets));
      var startingRedis =
          starting(
              threads,
              "Redis",
              () -> RedisServer.start(data.resolve("redis"), programs, ports.redis(), secrets));
      var startingAmqp =
          options.amqp()
              ? Optional.of(
                  starting(
                      threads,
                      "Artemis",
                      () -> AmqpBroker.start(data.resolve("artemis"), ports.amqp(), secrets)))
              : Optional.<Future<AmqpBroker>>empty();
      this.postgres = started(startingPostgres);
      this.redis = started(startingRedis);
      this.amqp = startingAmqp.map(Stores::started);
      migrate();
    } catch (RuntimeException e) {
      // the executor has waited for all three by now, so whatever started is known
      close();
      throw e;
    }
  }

  /// Starts all stores at once and returns when they are ready and migrated.
  ///
  /// @throws CannotStart with one line that says why; whatever had started is stopped again
  public static Stores start(Options options) {
    // here, on one thread: two threads that log first at the same moment lock each other out for
    // ever
    LogManager.getLogManager();
    try {
      Files.createDirectories(options.data());
    } catch (IOException e) {
      throw new CannotStart("no data folder " + options.data() + ": " + e.getMessage(), e);
    }
    return new Stores(options);
  }

  /// What a killed launcher left behind is stopped before anything starts, and a port that is still
  /// taken then is somebody else's.
  private void clear(Path data) {
    PostgresServer.stopLeftover(data.resolve("postgres"));
    RedisServer.stopLeftover(data.resolve("redis"));
    options.ports().requireFree(options.amqp());
  }

  private <S extends Store> Future<S> starting(
      ExecutorService threads, String name, Callable<S> start) {
    return threads.submit(() -> {
      long began = System.nanoTime();
      S store = start.call();
      synchronized (closing) {
        closing.push(store);
      }
      options.progress().ready(name, Duration.ofNanos(System.nanoTime() - began), store.describe());
      return store;
    });
  }

  private static <S> S started(Future<S> starting) {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted while the stores were starting", e);
    }
  }

  private void migrate() {
    long began = System.nanoTime();
    int run = 0;
    for (String database : PostgresServer.DATABASES) {
      run += Migrations.run(postgres.ownerJdbcUrl(database), folder(database));
      postgres.letTheApplicationMoveTheClock(database);
    }
    options
        .progress()
        .ready(
            "Schema",
            Duration.ofNanos(System.nanoTime() - began),
            run == 0 ? "up to date" : run + " migrations run");
  }

  private static String folder(String database) {
    return database.equals("control") ? "db/control" : "db/lead";
  }

  /// What the manifests refer to as secrets: name of the secret, key, value.
  public Map<String, Map<String, String>> secrets() {
    var values = new TreeMap<String, String>();
    values.put(
        "databases",
        PostgresServer.DATABASES.stream()
            .map(database -> database + "=" + postgres.appUri(database))
            .collect(Collectors.joining(",")));
    values.put("redis", redis.appUri());
    amqp.ifPresent(broker -> values.put("amqp", broker.appUri()));
    return Map.of("fairway-stores", Map.copyOf(values));
  }

  /// As the application role, for looking at the truth: `control`, `leads1` or `leads2`. Row-level
  /// security applies.
  public String appJdbcUrl(String database) {
    return postgres.appJdbcUrl(database);
  }

  /// As the owner of the tables.
  public String ownerJdbcUrl(String database) {
    return postgres.ownerJdbcUrl(database);
  }

  /// A connection past row-level security that only reads: for those who check what is true.
  public Connection look(String database) throws SQLException {
    return postgres.look(database);
  }

  /// @return why the stores cannot serve, empty when all of them answer
  public Optional<String> trouble() {
    try (Connection connection = DriverManager.getConnection(postgres.appJdbcUrl("control"))) {
      if (!connection.isValid(2)) return Optional.of("PostgreSQL does not answer");
    } catch (SQLException e) {
      return Optional.of("PostgreSQL: " + e.getMessage());
    }
    try (var operator = redis.operator()) {
      operator.call("PING");
    } catch (IOException e) {
      return Optional.of("Redis: " + e.getMessage());
    }
    return amqp.filter(broker -> !broker.isActive()).map(broker -> "Artemis is not active");
  }

  /// What the running PostgreSQL says about its durability: `fsync`, `synchronous_commit`...
  public Map<String, String> postgresSettings() {
    return postgres.settings();
  }

  /// As the functions log in.
  public URI redisUri() {
    return URI.create(redis.appUri());
  }

  public Ports ports() {
    return options.ports();
  }

  /// Runs one command as Redis's operator, who may do what the functions may not: `FLUSHALL`,
  /// `DEBUG`.
  public String redis(String... command) {
    try (var operator = redis.operator()) {
      return operator.call(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// In the reverse order of their starts; one that fails to stop does not keep the others running.
  @Override
  public void close() {
    RuntimeException failure = null;
    synchronized (closing) {
      while (!closing.isEmpty()) {
        try {
          closing.pop().close();
        } catch (Exception e) {
          if (failure == null) failure = new IllegalStateException("a store did not stop", e);
          else failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) throw failure;
  }
}
