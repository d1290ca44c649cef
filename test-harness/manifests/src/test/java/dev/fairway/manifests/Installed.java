package dev.fairway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Fields that webhooks let nobody change. What they were when they were first installed is written
/// down in `installed.txt`, a line each: installation, kind, name, JSON pointer, value.
final class Installed {
  private Installed() {}

  static void check(Installation installation, Findings findings) {
    text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          String[] field = line.split(" ", 5);
          if (!field[0].equals(installation.name())) return;
          for (Resource resource : installation.of(field[1]).toList()) {
            JsonNode now = resource.tree().at(field[3]);
            if (resource.name().equals(field[2]) && !now.asText().equals(field[4]))
              findings.add(
                  Layer.WEBHOOK,
                  resource,
                  "",
                  field[3] + " is " + field[4] + " and cannot be changed once installed");
          }
        });
  }

  private static String text() {
    try (var stream =
        Objects.requireNonNull(Installed.class.getResourceAsStream("/installed.txt"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
