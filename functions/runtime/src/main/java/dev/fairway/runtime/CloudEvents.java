package dev.fairway.runtime;

import dev.fairway.model.Event;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// CloudEvents 1.0 over HTTP, all three modes. What is wrong is told as a [Refusal] with words its
/// sender can act on; nothing of a payload is repeated in them.
public final class CloudEvents {
  /// The Content-Type of one event as a JSON object.
  public static final String STRUCTURED = "application/cloudevents+json";

  /// The Content-Type of a JSON array of events.
  public static final String BATCH = "application/cloudevents-batch+json";

  private static final String PREFIX = "ce-";

  public enum Mode {
    BINARY,
    STRUCTURED,
    BATCH
  }

  /// @param eventBytes one event: its data in binary mode, the whole object otherwise
  /// @param batchBytes a batch as a whole
  /// @param batchEvents events in a batch
  public record Limits(int eventBytes, int batchBytes, int batchEvents) {
    /// The largest body a mode may have.
    int bodyBytes(Mode mode) {
      return mode == Mode.BATCH ? batchBytes : eventBytes;
    }
  }

  private CloudEvents() {}

  /// @param contentType as sent
  /// @throws Refusal 415 for formats and character sets we do not read
  public static Mode mode(Optional<String> contentType) {
    String media = contentType.map(CloudEvents::mediaType).orElse("");
    if (media.equals(STRUCTURED) || media.equals(BATCH)) {
      contentType.ifPresent(CloudEvents::utf8);
      return media.equals(BATCH) ? Mode.BATCH : Mode.STRUCTURED;
    }
    if (media.startsWith("application/cloudevents"))
      throw Refusal.mediaType(
          "of the CloudEvents formats, " + STRUCTURED + " and " + BATCH + " are read");
    return Mode.BINARY;
  }

  private static String mediaType(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
  }

  /// Of what is going to be read as JSON; a request without a body may say what it likes.
  private static void utf8(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8"))
        throw Refusal.mediaType("only charset=utf-8 is read");
    }
  }

  private static boolean json(String media) {
    return media.equals("application/json")
        || media.equals("text/json")
        || (media.contains("/") && media.endsWith("+json"));
  }

  /// An event whose attributes are headers and whose data is the body.
  ///
  /// @param headers all of the request, in any case
  /// @param trace the HTTP request's own `traceparent`
  /// @throws Refusal 400, 413 or 415
  public static Event binary(
      Iterable<Map.Entry<String, String>> headers,
      byte[] body,
      Optional<String> trace,
      Limits limits) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Optional<String> contentType = Optional.empty();
    for (var header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.equals("content-type")) contentType = Optional.of(header.getValue());
      if (!name.startsWith(PREFIX)) continue;
      String attribute = name.substring(PREFIX.length());
      if (attribute.equals("datacontenttype"))
        throw Refusal.malformed("in binary mode datacontenttype is the Content-Type header");
      if (attributes.put(attribute, headerValue(name, header.getValue())) != null)
        throw Refusal.malformed("header " + Attributes.shown(name) + " stands there twice");
    }
    if (attributes.isEmpty())
      throw Refusal.malformed(
          "no CloudEvent: neither ce- headers nor Content-Type " + STRUCTURED + " or " + BATCH);
    size(body.length, limits, "data");
    Map<String, Object> data = body.length == 0 ? Map.of() : binaryData(contentType, body);
    return new Attributes(attributes).event(data, trace);
  }

  private static Map<String, Object> binaryData(Optional<String> contentType, byte[] body) {
    String media = contentType.map(CloudEvents::mediaType).orElse("");
    if (!json(media))
      throw Refusal.mediaType(
          media.isEmpty()
              ? "data needs a Content-Type: application/json"
              : "data must be JSON (Content-Type: application/json)");
    contentType.ifPresent(CloudEvents::utf8);
    return dataObject(parse("data", body, Json.DEPTH));
  }

  /// One pass of percent-decoding, after the quotes that a header value may wear.
  private static String headerValue(String name, String value) {
    String text = value;
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\""))
      text = text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 126 || (c < ' ' && c != '\t'))
        throw Refusal.malformed(
            "header " + Attributes.shown(name) + " must be ASCII; percent-encode other characters");
      int decoded = c == '%' ? hex(text, i + 1) : -1;
      bytes.put((byte) (decoded < 0 ? c : decoded));
      if (decoded >= 0) i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.malformed(
          "header " + Attributes.shown(name) + " is not UTF-8 after percent-decoding");
    }
  }

  /// @return the byte two hexadecimal digits stand for, -1 if they are none
  private static int hex(String text, int from) {
    if (from + 2 > text.length()) return -1;
    int high = Character.digit(text.charAt(from), 16);
    int low = Character.digit(text.charAt(from + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  /// An event that is one JSON object.
  ///
  /// @throws Refusal 400, 413 or 415
  public static Event structured(byte[] body, Optional<String> trace, Limits limits) {
    size(body.length, limits, "event");
    return fromObject(parse("event", body, Json.DEPTH + 1), trace);
  }

  /// What stands in a JSON array of events, be they valid or not.
  ///
  /// @throws Refusal 400 or 413
  static List<Json.Element> elements(byte[] body, Limits limits) {
    if (body.length > limits.batchBytes())
      throw Refusal.tooLarge("batch is larger than " + limits.batchBytes() + " bytes");
    try {
      return Json.readElements(body, Json.DEPTH + 1);
    } catch (Json.Invalid e) {
      throw Refusal.malformed("batch: " + e.reason());
    }
  }

  /// All of them valid, or none is taken.
  ///
  /// @throws Refusal 400 whose member `invalid` lists index and reason of every invalid event; 413
  static List<Event> batch(List<Json.Element> elements, Optional<String> trace, Limits limits) {
    if (elements.size() > limits.batchEvents())
      throw Refusal.tooLarge("batch has more than " + limits.batchEvents() + " events");
    List<Event> events = new ArrayList<>();
    List<Map<String, Object>> invalid = new ArrayList<>();
    for (int index = 0; index < elements.size(); index++) {
      try {
        events.add(element(elements.get(index), trace, limits));
      } catch (Refusal refusal) {
        invalid.add(Map.of("index", index, "reason", refusal.detail()));
      }
    }
    if (!invalid.isEmpty()) throw invalidBatch(invalid, elements.size());
    return events;
  }

  private static Event element(Json.Element element, Optional<String> trace, Limits limits) {
    size(element.bytes(), limits, "event");
    if (element.problem().isPresent()) throw Refusal.malformed(element.problem().get());
    return fromObject(element.value(), trace);
  }

  private static Refusal invalidBatch(List<Map<String, Object>> invalid, int size) {
    return new Refusal(
        400,
        "malformed-event",
        "Not a valid CloudEvent",
        invalid.size() + " of " + size + " events are invalid; nothing of the batch was taken",
        Optional.empty(),
        Map.of("invalid", invalid));
  }

  private static void size(long bytes, Limits limits, String what) {
    if (bytes > limits.eventBytes())
      throw Refusal.tooLarge(what + " is larger than " + limits.eventBytes() + " bytes");
  }

  /// An event as a JSON object, already parsed.
  private static Event fromObject(@Nullable Object value, Optional<String> trace) {
    if (!(value instanceof Map<?, ?> object)) throw Refusal.malformed("an event is a JSON object");
    Map<String, String> attributes = new LinkedHashMap<>();
    for (var entry : object.entrySet()) {
      String name = String.valueOf(entry.getKey());
      if (name.equals("data") || name.equals("data_base64") || entry.getValue() == null) continue;
      attributes.put(name, attributeText(name, entry.getValue()));
    }
    String media =
        Optional.ofNullable(attributes.remove("datacontenttype"))
            .map(CloudEvents::mediaType)
            .orElse("application/json");
    return new Attributes(attributes).event(structuredData(object, media), trace);
  }

  private static String attributeText(String name, Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean flag -> flag.toString();
      case Long number when number == number.intValue() -> number.toString();
      default ->
          throw Refusal.malformed(
              "attribute "
                  + Attributes.shown(name)
                  + " must be text, true or false, or a 32-bit integer");
    };
  }

  private static Map<String, Object> structuredData(Map<?, ?> object, String media) {
    Object data = object.get("data");
    Object base64 = object.get("data_base64");
    if (data == null && base64 == null) return Map.of();
    if (data != null && base64 != null)
      throw Refusal.malformed("data and data_base64 exclude each other");
    if (!json(media)) throw Refusal.mediaType("datacontenttype must be JSON (application/json)");
    if (data != null) return dataObject(data);
    if (!(base64 instanceof String text)) throw Refusal.malformed("data_base64 must be text");
    try {
      return dataObject(parse("data_base64", Base64.getDecoder().decode(text), Json.DEPTH));
    } catch (IllegalArgumentException e) {
      throw Refusal.malformed("data_base64 is not base64");
    }
  }

  private static @Nullable Object parse(String what, byte[] text, int depth) {
    try {
      return Json.read(text, depth);
    } catch (Json.Invalid e) {
      throw Refusal.malformed(what + ": " + e.reason());
    }
  }

  private static Map<String, Object> dataObject(@Nullable Object value) {
    if (value == null) return Map.of();
    if (!(value instanceof Map<?, ?> object)) return Map.of("value", value);
    Map<String, Object> data = LinkedHashMap.newLinkedHashMap(object.size());
    object.forEach((key, member) -> data.put(String.valueOf(key), member));
    return data;
  }
}
