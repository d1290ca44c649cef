package dev.fairway.local.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.local.shell.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StoresIT {
  @TempDir static Path sharedData;
  static Stores shared;

  @TempDir Path data;

  @BeforeAll
  static void start() {
    shared = Stores.start(Stores.Options.temporary(sharedData, false));
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Test
  void a_second_start_finds_everything_again() throws Exception {
    Stores.Options options = Stores.Options.temporary(data, true);
    try (var stores = Stores.start(options)) {
      execute(
          stores.ownerJdbcUrl("leads1"),
          "CREATE TABLE fairway.kept AS SELECT 7 AS n; GRANT SELECT ON fairway.kept TO fairway_app");
      stores.redis("SET", "kept", "8");
    }
    try (var stores = Stores.start(options)) {
      assertThat(query(stores.appJdbcUrl("leads1"), "SELECT n FROM fairway.kept")).isEqualTo("7");
      assertThat(stores.redis("GET", "kept")).isEqualTo("8");
      assertThat(stores.secrets().get("fairway-stores")).containsKeys("databases", "redis", "amqp");
    }
  }

  @Test
  void a_commit_is_on_disk_and_the_functions_role_is_confined() throws Exception {
    assertThat(shared.postgresSettings())
        .containsEntry("fsync", "on")
        .containsEntry("synchronous_commit", "on")
        .containsEntry("max_locks_per_transaction", "1024");

    String app = shared.appJdbcUrl("control");
    assertThat(query(app, "SHOW statement_timeout")).isEqualTo("5s");
    assertThat(query(app, "SHOW lock_timeout")).isEqualTo("5s");
    assertThat(query(app, "SHOW idle_in_transaction_session_timeout")).isEqualTo("5s");
    assertThat(
            query(
                app,
                "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = user"))
        .isEqualTo("f");
    assertThatThrownBy(() -> execute(app, "CREATE TABLE fairway.mine(n int)"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> query(app.replaceAll("password=.*", "password=x"), "SELECT 1"))
        .hasMessageContaining("password authentication failed");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(sharedData.resolve("secrets.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void the_functions_user_of_redis_cannot_flush_or_reconfigure_it() throws Exception {
    String password = shared.redisUri().getUserInfo().substring("fairway:".length());
    try (var functions = RedisConnection.open(shared.ports().redis(), "fairway", password)) {
      assertThat(functions.call("SET", "{s}:x", "1")).isEqualTo("OK");
      String script = functions.call("SCRIPT", "LOAD", "return redis.call('GET', KEYS[1])");
      assertThat(functions.call("EVALSHA", script, "1", "{s}:x")).isEqualTo("1");
      for (var forbidden :
          List.of(
              new String[] {"FLUSHALL"},
              new String[] {"KEYS", "*"},
              new String[] {"CONFIG", "GET", "dir"},
              new String[] {"EVAL", "return 1", "0"}))
        assertThatThrownBy(() -> functions.call(forbidden)).hasMessageContaining("NOPERM");
      String flush = functions.call("SCRIPT", "LOAD", "return redis.call('FLUSHALL')");
      assertThatThrownBy(() -> functions.call("EVALSHA", flush, "0"))
          .as("a script may do no more than its caller")
          .hasMessageContaining("can't run this command");
    }
  }

  @Test
  void what_a_killed_launcher_left_running_is_stopped_and_its_data_found() throws Exception {
    Stores.Options options = Stores.Options.temporary(data, false);
    Process launcher = abandon(options);
    List<ProcessHandle> left = leftovers();
    assertThat(left).as("PostgreSQL and Redis outlive their launcher").hasSize(2);

    try (var stores = Stores.start(options)) {
      assertThat(launcher.isAlive()).isFalse();
      assertThat(left).noneMatch(process -> process.info().commandLine().isPresent());
      assertThat(query(stores.appJdbcUrl("control"), "SELECT 1")).isEqualTo("1");
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void a_process_that_only_shares_the_number_of_a_stale_one_is_left_alone() throws Exception {
    Files.createDirectories(data.resolve("redis"));
    Process stranger = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(data.resolve("redis/redis.pid"), stranger.pid() + "\n");
      assertThat(Leftover.stop(data.resolve("redis/redis.pid"), data.resolve("redis/redis.conf")))
          .isFalse();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void a_taken_port_is_one_line_that_names_it_and_nothing_stays_running() throws Exception {
    Stores.Options options = Stores.Options.temporary(data, false);
    try (var taken =
        new ServerSocket(options.ports().redis(), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Stores.start(options))
          .isInstanceOf(CannotStart.class)
          .hasMessage(
              "port %d (Redis) is taken by another program: stop that one, or choose another port with -Dfairway.redis.port=N"
                  .formatted(taken.getLocalPort()));
    }
    assertThat(leftovers()).isEmpty();
  }

  /// Starts a launcher of its own for the options, waits until it is ready, and kills it.
  private static Process abandon(Stores.Options options) throws IOException, InterruptedException {
    Ports ports = options.ports();
    Process launcher =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                AbandonedLauncher.class.getName(),
                options.data().toString(),
                options.programs().toString(),
                Integer.toString(ports.postgres()),
                Integer.toString(ports.redis()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(launcher.inputReader().readLine()).isEqualTo("ready");
    launcher.destroyForcibly().waitFor();
    return launcher;
  }

  private List<ProcessHandle> leftovers() {
    return List.of(
            Leftover.find(data.resolve("postgres/postmaster.pid"), data.resolve("postgres")),
            Leftover.find(data.resolve("redis/redis.pid"), data.resolve("redis/redis.conf")))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
