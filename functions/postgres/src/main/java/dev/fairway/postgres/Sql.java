package dev.fairway.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Statements by file name: `Sql.of("open")` is `resources/sql/open.sql`.
public final class Sql {
  private static final Map<String, String> STATEMENTS = new ConcurrentHashMap<>();

  private Sql() {}

  public static String of(String name) {
    return STATEMENTS.computeIfAbsent(name, Sql::load);
  }

  private static String load(String name) {
    try (InputStream file = Sql.class.getResourceAsStream("/sql/" + name + ".sql")) {
      if (file == null) throw new IllegalStateException("no statement sql/" + name + ".sql");
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
