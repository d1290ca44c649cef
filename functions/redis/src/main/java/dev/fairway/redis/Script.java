package dev.fairway.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// The atomic steps, by file name: `OFFER` is `resources/lua/offer.lua`. A line `--! include a b`
/// stands for the files `lua/lib/a.lua` and `b.lua`.
enum Script {
  BEGIN,
  OPEN,
  CONFIGURE,
  RESERVE,
  OFFER,
  LEASE,
  SENT,
  SETTLE,
  EXPIRE,
  REMOVE,
  CLAIM,
  STATS,
  FIND;

  private static final String INCLUDE = "--! include ";

  final String text;
  final String sha;

  Script() {
    StringBuilder all = new StringBuilder();
    for (String line : read(name().toLowerCase(Locale.ROOT)).split("\n", -1))
      if (line.startsWith(INCLUDE))
        for (String part : line.substring(INCLUDE.length()).split(" ", -1))
          all.append(read("lib/" + part));
      else all.append(line).append('\n');
    text = all.toString();
    sha = sha1(text);
  }

  private static String read(String name) {
    try (InputStream file = Script.class.getResourceAsStream("/lua/" + name + ".lua")) {
      if (file == null) throw new IllegalStateException("no script lua/" + name + ".lua");
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
