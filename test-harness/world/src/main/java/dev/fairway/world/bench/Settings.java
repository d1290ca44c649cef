package dev.fairway.world.bench;

import dev.fairway.world.Engine;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Counters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a number is worth nothing without: durability settings and versions.
final class Settings {
  private static final List<String> POSTGRESQL =
      List.of(
          "server_version",
          "fsync",
          "synchronous_commit",
          "full_page_writes",
          "wal_sync_method",
          "commit_delay",
          "shared_buffers",
          "max_connections");

  private Settings() {}

  /// @throws IllegalStateException if PostgreSQL does not sync: such numbers are not published
  static Map<String, String> of(Engine engine) {
    Map<String, String> settings = new LinkedHashMap<>();
    try (Connection connection = engine.look("leads1");
        Statement statement = connection.createStatement()) {
      for (String name : POSTGRESQL) {
        settings.put("postgresql." + name, one(statement, "SHOW " + name));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not tell its settings", e);
    }
    if (!"on".equals(settings.get("postgresql.fsync"))) {
      throw new IllegalStateException("fsync is off: nothing measured here would be durable");
    }
    for (String name : List.of("appendonly", "appendfsync", "maxmemory-policy")) {
      settings.put("redis." + name, engine.redis("CONFIG", "GET", name).replace(name, "").strip());
    }
    settings.put("redis.version", named(engine.redis("INFO", "server"), "redis_version"));
    settings.put("java", System.getProperty("java.vm.version", ""));
    settings.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    settings.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    settings.put("processor", processor());
    return settings;
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  private static String processor() {
    try {
      return named(Files.readString(Path.of("/proc/cpuinfo")), "model name");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What stands behind the colon of the first line that begins so.
  private static String named(String lines, String name) {
    return lines
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  /// What the whole PostgreSQL server, Redis's append-only file (which must not be rewritten
  /// meanwhile) and the functions that live have counted.
  static Map<String, Long> counters(Engine engine) {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("commits", "SELECT sum(xact_commit)::bigint FROM pg_stat_database");
    queries.put("walBytes", "SELECT wal_bytes::bigint FROM pg_stat_wal");
    queries.put(
        "walSyncs", "SELECT coalesce(sum(fsyncs), 0)::bigint FROM pg_stat_io WHERE object = 'wal'");
    queries.put(
        "rowsWritten",
        "SELECT sum(tup_inserted + tup_updated + tup_deleted)::bigint FROM pg_stat_database");
    Map<String, Long> counters = new LinkedHashMap<>();
    try (Connection connection = engine.look("leads1");
        Statement statement = connection.createStatement()) {
      for (var query : queries.entrySet()) {
        counters.put(query.getKey(), Long.parseLong(one(statement, query.getValue())));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not tell its counters", e);
    }
    counters.put("aofBytes", told(engine.redis("INFO", "persistence"), "aof_current_size:"));
    counters.put(
        "bufferWrites", told(new Console(engine.uri()).metrics(), "fairway_buffer_writes_total"));
    return counters;
  }

  private static long told(String lines, String begin) {
    return (long) Counters.sum(lines, line -> line.startsWith(begin));
  }
}
