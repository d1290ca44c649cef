package dev.fairway.amqp;

import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Family;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Priority;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant.UnknownLead;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.EventDocument;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An [Arrival] as a JSON object of plain maps, without its tenant, which the queue knows, and its
/// epoch, which is over when it is read. Names of enums are in lower case.
final class ArrivalDocument {
  private static final HexFormat HEX = HexFormat.of();

  private ArrivalDocument() {}

  static Map<String, Object> of(Arrival arrival) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "lead",
        switch (arrival.lead()) {
          case LeadRef.ById(String id) -> Map.of("id", id);
          case LeadRef.ByEmail(String email) -> Map.of("email", email);
        });
    document.put("unknownLead", label(arrival.unknownLead()));
    document.put("event", EventDocument.of(arrival.event()));
    Digest16 digest = arrival.digest();
    document.put("digest", HEX.toHexDigits(digest.high()) + HEX.toHexDigits(digest.low()));
    document.put("activity", arrival.activity());
    document.put("creationTold", arrival.creationTold());
    if (arrival.awaited()) document.put("awaited", true);
    document.put("candidates", arrival.candidates().stream().map(ArrivalDocument::of).toList());
    return document;
  }

  private static Map<String, Object> of(Arrival.Candidate candidate) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("task", candidate.task().toString());
    document.put("campaign", candidate.campaign());
    document.put("version", candidate.version());
    document.put(
        "qualification",
        switch (candidate.qualification()) {
          case Qualification.Once once -> "once";
          case Qualification.Every every -> "every";
          case Qualification.Per(Duration period) -> period.toString();
        });
    document.put("firstStep", candidate.firstStep());
    document.put("family", candidate.family().label());
    document.put("priority", label(candidate.priority()));
    document.put("expired", candidate.expired());
    return document;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// @throws RuntimeException if the document was not written by [#of]
  static Arrival read(int tenant, Object json) {
    var document = new Fields(json);
    String digest = document.text("digest");
    return new Arrival(
        tenant,
        0,
        lead(document.object("lead")),
        UnknownLead.valueOf(name(document.text("unknownLead"))),
        EventDocument.read(document.object("event").values()),
        new Digest16(
            HexFormat.fromHexDigitsToLong(digest, 0, 16),
            HexFormat.fromHexDigitsToLong(digest, 16, 32)),
        document.flag("activity"),
        document.flag("creationTold"),
        document.list("candidates").stream().map(it -> candidate(new Fields(it))).toList(),
        document.values().containsKey("awaited"));
  }

  private static LeadRef lead(Fields document) {
    return document.values().containsKey("id")
        ? new LeadRef.ById(document.text("id"))
        : new LeadRef.ByEmail(document.text("email"));
  }

  private static Arrival.Candidate candidate(Fields document) {
    return new Arrival.Candidate(
        TaskId.parse(document.text("task")),
        document.number("campaign"),
        document.number("version"),
        qualification(document.text("qualification")),
        document.text("firstStep"),
        Family.of(document.text("family")),
        Priority.valueOf(name(document.text("priority"))),
        document.flag("expired"));
  }

  private static Qualification qualification(String text) {
    return switch (text) {
      case "once" -> new Qualification.Once();
      case "every" -> new Qualification.Every();
      default -> new Qualification.Per(Duration.parse(text));
    };
  }

  private static String name(String label) {
    return label.toUpperCase(Locale.ROOT);
  }

  /// A JSON object whose fields must be there.
  private record Fields(Map<String, Object> values) {
    @SuppressWarnings("unchecked") // JSON objects have text keys
    Fields(Object json) {
      this((Map<String, Object>) json);
    }

    String text(String key) {
      return get(key, String.class);
    }

    int number(String key) {
      return Math.toIntExact(get(key, Long.class));
    }

    boolean flag(String key) {
      return get(key, Boolean.class);
    }

    Fields object(String key) {
      return new Fields((Object) get(key, Map.class));
    }

    List<?> list(String key) {
      return get(key, List.class);
    }

    private <T> T get(String key, Class<T> type) {
      Object value = values.get(key);
      if (!type.isInstance(value)) throw new IllegalArgumentException("arrival without " + key);
      return type.cast(value);
    }
  }
}
