package dev.fairway.local.stores;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Text files of the class path: statements of `local-sql/` and the settings of `broker-config/`.
final class Statements {
  private Statements() {}

  /// `Statements.of("durability")` is `local-sql/durability.sql`.
  static String of(String name) {
    return text("/local-sql/" + name + ".sql");
  }

  static String text(String path) {
    try (InputStream file = Statements.class.getResourceAsStream(path)) {
      if (file == null) throw new IllegalStateException("no " + path + " on the class path");
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
