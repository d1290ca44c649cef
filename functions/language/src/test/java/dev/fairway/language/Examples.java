package dev.fairway.language;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Campaign;
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
                      "page", FieldType.URL,
                      "n", FieldType.INTEGER)),
              new Declaration.EventType(
                  "order.paid",
                  Map.of("amount", FieldType.FLOAT, "item", FieldType.STRING),
                  true),
              flow("pause", Map.of("step", "w", "do", "wait.for", "with", Map.of("duration", "1d"))),
              flow("greet", set("plan", "greeted")),
              flow("cheap", set("plan", "{{trigger.item}} for {{my.price}}"))));

  private static Declaration.SubFlow flow(String name, Object step) {
    return new Declaration.SubFlow(name, List.of(step));
  }

  private static Map<String, Object> set(String attribute, String value) {
    return Map.of(
        "step", "set", "do", "person.set", "with", Map.of("attribute", attribute, "value", value));
  }

  private Examples() {}

  /// A campaign with these filters, which begin on line 6.
  static String source(String filters) {
    return """
    apiVersion: fairway.dev/v1
    kind: Campaign
    metadata: { name: a }
    spec:
      triggers: [{ on: order.paid }]
      filters: %s
      flow: [{ step: s, do: person.delete }]
    """
        .formatted(filters);
  }

  static Campaign campaign(String filters) {
    return switch (CampaignReader.read(source(filters), false, SCHEMA)) {
      case ReadResult.Ok<Document.OfCampaign> ok -> ok.value().campaign();
      case ReadResult.Errors<Document.OfCampaign> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  static String file(String name) throws IOException {
    try (InputStream in = Examples.class.getResourceAsStream("/" + name)) {
      if (in == null) throw new IOException("no " + name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
