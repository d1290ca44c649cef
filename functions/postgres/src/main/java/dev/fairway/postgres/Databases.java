package dev.fairway.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The control database and the lead databases, by name. Connections are opened when first needed
/// and lent by one method only, which measures how long each is held.
@Singleton
public class Databases {
  public static final String CONTROL = "control";

  private final Vertx vertx;
  private final MeterRegistry meters;
  private final Map<String, String> uris;
  private final int poolSize;
  private final Map<String, Pool> pools = new ConcurrentHashMap<>();

  /// @param databases `name=postgresql://user:password@host:port/database`, comma-separated; one is
  ///   named `control`, the others are lead databases
  /// @param poolSize connections per database and process
  @Inject
  public Databases(
      Vertx vertx,
      MeterRegistry meters,
      @ConfigProperty(name = "fairway.databases") String databases,
      @ConfigProperty(name = "fairway.databases-pool", defaultValue = "4") int poolSize) {
    this.vertx = vertx;
    this.meters = meters;
    this.uris = parse(databases);
    this.poolSize = poolSize;
  }

  static Map<String, String> parse(String databases) {
    Map<String, String> uris = new TreeMap<>();
    for (String entry : databases.split(",")) {
      int equals = entry.indexOf('=');
      if (equals < 1)
        throw new IllegalArgumentException(
            "fairway.databases: each entry is name=postgresql://..., separated by commas");
      uris.put(entry.substring(0, equals).strip(), entry.substring(equals + 1).strip());
    }
    if (!uris.containsKey(CONTROL))
      throw new IllegalArgumentException("fairway.databases: no entry named " + CONTROL);
    return uris;
  }

  /// Names of the lead databases, sorted.
  public java.util.List<String> leadDatabases() {
    return uris.keySet().stream().filter(name -> !name.equals(CONTROL)).toList();
  }

  /// The one way to a connection. It must not be held across anything but statements on it.
  public <T> Uni<T> lend(String database, Function<SqlConnection, Uni<T>> work) {
    return pool(database)
        .getConnection()
        .onItem()
        .transformToUni(connection -> {
          long start = System.nanoTime();
          return work.apply(connection)
              .onTermination()
              .call(() -> {
                held(database).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                return connection.close();
              });
        });
  }

  private Timer held(String database) {
    return Timer.builder("fairway.connection.held")
        .description("time a database connection was held")
        .tag("database", database)
        .register(meters);
  }

  private Pool pool(String database) {
    String uri = uris.get(database);
    if (uri == null)
      throw new IllegalArgumentException("database " + database + ", known are " + uris.keySet());
    return pools.computeIfAbsent(database, name -> open(uri));
  }

  private Pool open(String uri) {
    var connect =
        PgConnectOptions.fromUri(uri).setCachePreparedStatements(true).setPipeliningLimit(16);
    connect.setConnectTimeout(5_000);
    return Pool.pool(vertx, connect, new PoolOptions().setMaxSize(poolSize));
  }

  @PreDestroy
  void close() {
    pools.values().forEach(pool -> pool.closeAndForget());
  }
}
