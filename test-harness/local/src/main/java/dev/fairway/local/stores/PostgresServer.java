package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.commons.io.file.PathUtils;

/// One PostgreSQL server with the control database and two lead databases.
final class PostgresServer implements Store {
  static final List<String> DATABASES = List.of("control", "leads1", "leads2");
  private static final String HOST = "127.0.0.1";

  private final EmbeddedPostgres server;
  private final int port;
  private final Secrets secrets;
  private final Map<String, String> settings;

  private PostgresServer(EmbeddedPostgres server, int port, Secrets secrets) {
    this.server = server;
    this.port = port;
    this.secrets = secrets;
    this.settings = readSettings();
  }

  static void stopLeftover(Path folder) {
    Leftover.stop(folder.resolve("postmaster.pid"), folder);
  }

  /// @param folder of the data; made when it is not there
  /// @param programs where the server's programs are unpacked
  static PostgresServer start(Path folder, Path programs, int port, Secrets secrets) {
    Path made = folder.resolveSibling(folder.getFileName() + ".made");
    try {
      if (!Files.exists(made)) discardHalfMade(folder);
      var postgres = open(launch(folder, programs, port, secrets), folder, port, secrets);
      if (!Files.exists(made)) Files.createFile(made);
      return postgres;
    } catch (IOException | SQLException | IllegalStateException e) {
      throw new CannotStart(
          "PostgreSQL does not start (%s): its log is %s".formatted(e.getMessage(), log(folder)),
          e);
    }
  }

  private static PostgresServer open(
      EmbeddedPostgres server, Path folder, int port, Secrets secrets)
      throws IOException, SQLException {
    try {
      var postgres = new PostgresServer(server, port, secrets);
      postgres.requireDurability();
      postgres.prepare(folder);
      return postgres;
    } catch (IOException | SQLException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /// An `initdb` that was killed leaves a folder no server can start from. It holds no data yet.
  private static void discardHalfMade(Path folder) throws IOException {
    if (Files.exists(folder)) PathUtils.deleteDirectory(folder);
  }

  private static EmbeddedPostgres launch(Path folder, Path programs, int port, Secrets secrets)
      throws IOException {
    var log = ProcessBuilder.Redirect.appendTo(log(folder).toFile());
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setOverrideWorkingDirectory(programs.toFile())
            .setPort(port)
            .setLocaleConfig("locale", "C")
            .setConnectConfig("password", secrets.superuser())
            .setServerConfig("listen_addresses", HOST)
            .setServerConfig("unix_socket_directories", "")
            .setPGStartupWait(Duration.ofSeconds(60))
            .setOutputRedirector(log)
            .setErrorRedirector(log);
    BrokerConfig.settings("postgres-server.conf").forEach(builder::setServerConfig);
    return builder.start();
  }

  private static Path log(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".log");
  }

  /// Roles, databases and their grants; all of it may be run again.
  private void prepare(Path folder) throws IOException, SQLException {
    Files.writeString(folder.resolve("pg_hba.conf"), Statements.text("/pg_hba.conf"));
    try (Connection connection = superuser("postgres")) {
      connection.createStatement().execute(Statements.of("lock-down"));
      connection.createStatement().execute(BrokerConfig.text("postgres-roles.sql"));
      for (String database : DATABASES) create(connection, "fairway_" + database);
    }
    for (String database : DATABASES)
      try (Connection connection = superuser("fairway_" + database)) {
        connection.createStatement().execute(BrokerConfig.text("postgres-database.sql"));
      }
  }

  private static void create(Connection connection, String name) throws SQLException {
    try (var exists = connection.prepareStatement(Statements.of("database-exists"))) {
      exists.setString(1, name);
      if (exists.executeQuery().next()) return;
    }
    connection.createStatement().execute(Statements.of("create-database").replace("${name}", name));
  }

  private Map<String, String> readSettings() {
    Map<String, String> settings = new TreeMap<>();
    try (Connection connection = superuser("postgres");
        var rows = connection.createStatement().executeQuery(Statements.of("durability"))) {
      while (rows.next()) settings.put(rows.getString(1), rows.getString(2));
      return settings;
    } catch (SQLException e) {
      throw new IllegalStateException("reading the settings of PostgreSQL", e);
    }
  }

  /// The embedded server is made for tests and turns fsync off by itself. A 2xx would then mean
  /// nothing.
  private void requireDurability() {
    for (String name : List.of("fsync", "synchronous_commit", "full_page_writes"))
      if (!"on".equals(settings.get(name)))
        throw new IllegalStateException(name + " = " + settings.get(name) + ", must be on");
  }

  @Override
  public String describe() {
    return "%s on port %d, fsync %s, synchronous_commit %s"
        .formatted(
            settings.get("server_version"),
            port,
            settings.get("fsync"),
            settings.get("synchronous_commit"));
  }

  /// What the running server says: `fsync`, `synchronous_commit`, `server_version`...
  Map<String, String> settings() {
    return settings;
  }

  /// Of a database by its short name (`control`, `leads1`, `leads2`), for the reactive client.
  String appUri(String database) {
    return "postgresql://fairway_app:%s@%s:%d/fairway_%s"
        .formatted(secrets.app(), HOST, port, database);
  }

  String ownerJdbcUrl(String database) {
    return jdbc("fairway_" + database) + "?user=fairway_owner&password=" + secrets.owner();
  }

  String appJdbcUrl(String database) {
    return jdbc("fairway_" + database) + "?user=fairway_app&password=" + secrets.app();
  }

  private String jdbc(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(HOST, port, database);
  }

  void letTheApplicationMoveTheClock(String database) {
    try (Connection owner = DriverManager.getConnection(ownerJdbcUrl(database))) {
      owner.createStatement().execute(Statements.of("local-clock"));
    } catch (SQLException e) {
      throw new IllegalStateException("granting the clock in " + database, e);
    }
  }

  /// A connection past every policy, that only reads.
  Connection look(String database) throws SQLException {
    Connection connection = superuser("fairway_" + database);
    connection.setReadOnly(true);
    return connection;
  }

  private Connection superuser(String database) throws SQLException {
    var login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty("password", secrets.superuser());
    login.setProperty(
        "options",
        "-c fairway.superuser_password=%s -c fairway.owner_password=%s -c fairway.app_password=%s"
            .formatted(secrets.superuser(), secrets.owner(), secrets.app()));
    return DriverManager.getConnection(jdbc(database), login);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
