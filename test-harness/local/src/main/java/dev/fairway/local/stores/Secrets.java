package dev.fairway.local.stores;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Passwords of the stores' accounts, drawn once for a data folder and kept beside the data.
///
/// @param superuser of PostgreSQL, used only while the roles and databases are made
/// @param owner of the databases: migrations
/// @param app what the functions log in with, in PostgreSQL, Redis and Artemis alike
/// @param operator of Redis and Artemis: shutdown, inspection, and the tests that lose Redis
record Secrets(String superuser, String owner, String app, String operator) {
  private static final JsonMapper JSON = new JsonMapper();

  static Secrets of(Path data) {
    Path file = data.resolve("secrets.json");
    try {
      if (Files.exists(file)) return JSON.readValue(file.toFile(), Secrets.class);
      var drawn = new Secrets(draw(), draw(), draw(), draw());
      PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(drawn));
      return drawn;
    } catch (IOException e) {
      throw new UncheckedIOException("secrets in " + file, e);
    }
  }

  /// 128 bits in hexadecimal: safe in a URL, a configuration file and SQL alike.
  private static String draw() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String toString() {
    return "Secrets[...]";
  }
}
