package dev.fairway.console;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import redis.embedded.RedisServer;

/// A PostgreSQL with a control and two lead databases, and a Redis; started once for all tests, on
/// free ports of loopback.
public final class Stores implements QuarkusTestResourceLifecycleManager {
  private static final List<String> LEADS = List.of("leads1", "leads2");

  private final EmbeddedPostgres postgres;
  private final RedisServer redis;
  private final int redisPort;
  private Map<String, String> init = Map.of();

  public Stores() {
    try {
      postgres = EmbeddedPostgres.builder().start();
      redisPort = freePort();
      redis =
          RedisServer.newRedisServer()
              .port(redisPort)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .build();
    } catch (IOException e) {
      throw new IllegalStateException("a store does not start", e);
    }
  }

  /// @param arguments `redis`: a URL to be used instead
  @Override
  public void init(Map<String, String> arguments) {
    init = arguments;
  }

  @Override
  public Map<String, String> start() {
    execute(
        "postgres",
        "create role fairway_owner login password 'owner'",
        "create role fairway_app login password 'app'");
    database("control", "db/control");
    for (String name : LEADS) database(name, "db/lead");
    try {
      redis.start();
    } catch (IOException e) {
      throw new IllegalStateException("Redis does not start", e);
    }
    return Map.of(
        "fairway.databases",
        "control=%s,leads1=%s,leads2=%s".formatted(url("control"), url("leads1"), url("leads2")),
        "fairway.redis",
        init.getOrDefault("redis", "redis://127.0.0.1:" + redisPort),
        "fairway.local",
        "true");
  }

  private void database(String name, String migrations) {
    execute("postgres", "create database " + name + " owner fairway_owner");
    Flyway.configure()
        .dataSource(postgres.getJdbcUrl("fairway_owner", name), "fairway_owner", "owner")
        .schemas("fairway")
        .locations("classpath:" + migrations)
        .load()
        .migrate();
    execute(name, "grant execute on function fairway.advance_clock(interval) to fairway_app");
  }

  private String url(String database) {
    return "postgresql://fairway_app:app@localhost:" + postgres.getPort() + "/" + database;
  }

  private void execute(String database, String... statements) {
    try (var connection = postgres.getDatabase("postgres", database).getConnection();
        var statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void stop() {
    try {
      redis.stop();
      postgres.close();
    } catch (IOException e) {
      throw new IllegalStateException("a store does not stop", e);
    }
  }
}
