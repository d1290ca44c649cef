package dev.fairway.postgres;

import dev.fairway.contracts.LeadDatabaseContract.LeadDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;

/// A real PostgreSQL with a migrated lead database, one for all tests of a JVM: fsync on, migrated
/// by the owner, used by the application's role.
final class LeadStore {
  static final String DATABASE = "leads1";
  private static final String OWNER = "fairway_owner";
  private static final String APP = "fairway_app";
  private static final LeadStore ONLY = start();

  private final EmbeddedPostgres server;
  final Databases databases;

  private LeadStore(EmbeddedPostgres server, Databases databases) {
    this.server = server;
    this.databases = databases;
  }

  static LeadStore get() {
    return ONLY;
  }

  LeadDatabase ports() {
    return new LeadDatabase(
        new PostgresJournal(databases),
        new PostgresLeads(databases),
        new PostgresTasks(databases),
        new PostgresFlows(databases),
        new PostgresRecords(databases),
        DATABASE,
        this::advance);
  }

  private static LeadStore start() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_locks_per_transaction", "1024")
              .setServerConfig("shared_buffers", "256MB")
              .start();
      int port = server.getPort();
      try (Connection admin = server.getPostgresDatabase().getConnection();
          var statement = admin.createStatement()) {
        statement.execute("create role " + OWNER + " login");
        statement.execute("create role " + APP + " login");
        statement.execute("alter role " + APP + " set statement_timeout = '5s'");
        statement.execute("create database " + DATABASE + " owner " + OWNER);
      }
      Flyway.configure()
          .dataSource(url(port), OWNER, "")
          .schemas("fairway")
          .locations("classpath:db/lead")
          .load()
          .migrate();
      String app = "postgresql://" + APP + ":x@localhost:" + port + "/" + DATABASE;
      Databases databases =
          new Databases(
              Vertx.vertx(),
              new SimpleMeterRegistry(),
              "control=" + app + "," + DATABASE + "=" + app,
              8);
      return new LeadStore(server, databases);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(int port) {
    return "jdbc:postgresql://localhost:" + port + "/" + DATABASE;
  }

  /// A connection of the application's role, beside the adapter.
  Connection app() throws SQLException {
    return DriverManager.getConnection(url(server.getPort()), APP, "");
  }

  /// A connection past every policy.
  Connection superuser() throws SQLException {
    return server.getDatabase("postgres", DATABASE).getConnection();
  }

  void advance(Duration by) {
    run(
        "update fairway.clock_offset set moved_by = moved_by + interval '"
            + by.toMillis()
            + " ms'");
  }

  private void run(String statement) {
    try (Connection admin = superuser();
        var prepared = admin.createStatement()) {
      prepared.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
