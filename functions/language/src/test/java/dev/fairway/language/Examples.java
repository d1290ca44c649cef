package dev.fairway.language;

import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What the tests' tenant declares, and where their files are.
final class Examples {
  static final Schema SCHEMA =
      Schema.STANDARD.with(
          List.of(
              new Declaration.Fields(
                  "lead",
                  Map.of(
                      "trail", FieldType.TEXT,
                      "behaviour", FieldType.SCORE,
                      "plan", FieldType.STRING,
                      "renewsOn", FieldType.DATE,
                      "seenAt", FieldType.DATETIME,
                      "ratio", FieldType.FLOAT,
                      "n", FieldType.INTEGER)),
              new Declaration.EventType(
                  "order.paid",
                  Map.of("amount", FieldType.FLOAT, "item", FieldType.STRING),
                  true)));

  private Examples() {}

  static String file(String name) throws IOException {
    try (InputStream in = Examples.class.getResourceAsStream("/" + name)) {
      if (in == null) throw new IOException("no " + name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
