package dev.fairway.postgres.control;

import dev.fairway.postgres.Databases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/// One PostgreSQL for all tests of this module, with an empty control database for each.
final class ControlServer {
  static final ControlServer SHARED = new ControlServer();

  private final EmbeddedPostgres postgres;
  final Databases databases;
  final ControlDatabase control;

  private ControlServer() {
    try {
      postgres = EmbeddedPostgres.builder().start();
      execute(
          "postgres",
          "create role fairway_owner login password 'owner'",
          "create role fairway_app login password 'app'",
          "create database control owner fairway_owner");
    } catch (IOException e) {
      throw new IllegalStateException("embedded PostgreSQL does not start", e);
    }
    Flyway.configure()
        .dataSource(postgres.getJdbcUrl("fairway_owner", "control"), "fairway_owner", "owner")
        .locations("classpath:db/control")
        .load()
        .migrate();
    databases =
        new Databases(
            Vertx.vertx(),
            new SimpleMeterRegistry(),
            "control=postgresql://fairway_app:app@localhost:" + postgres.getPort() + "/control",
            4);
    control = new ControlDatabase(databases);
  }

  void empty() {
    execute("control", "delete from fairway.tenant");
  }

  void execute(String database, String... statements) {
    try (var connection = postgres.getDatabase("postgres", database).getConnection();
        var statement = connection.createStatement()) {
      for (String sql : statements) statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
