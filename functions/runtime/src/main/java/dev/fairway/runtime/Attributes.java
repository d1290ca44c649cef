package dev.fairway.runtime;

import dev.fairway.model.Event;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The context attributes of one event, all modes alike, on their way to an [Event].
///
/// @param given by name, decoded, without datacontenttype
record Attributes(Map<String, String> given) {
  private static final int MAX_ATTRIBUTES = 64;
  private static final int ID_BYTES = 256;
  private static final int SOURCE_BYTES = 512;
  private static final int TEXT_BYTES = 1_024;
  private static final int NAME_LENGTH = 40;
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");
  private static final Pattern DEPTH = Pattern.compile("\\d{1,9}");

  /// A name as a message may repeat it: it comes from outside.
  static String shown(String name) {
    return name.matches("[A-Za-z0-9_.-]{1,44}") ? "'" + name + "'" : "with a strange name";
  }

  /// @throws Refusal 400 naming the attribute and the rule
  Event event(Map<String, Object> data, Optional<String> trace) {
    if (given.size() > MAX_ATTRIBUTES)
      throw Refusal.malformed("more than " + MAX_ATTRIBUTES + " attributes");
    given.forEach(Attributes::check);
    Map<String, String> rest = new LinkedHashMap<>(given);
    version(required(rest, "specversion", ID_BYTES));
    String id = required(rest, "id", ID_BYTES);
    String source = uriReference(required(rest, "source", SOURCE_BYTES));
    String type = required(rest, "type", ID_BYTES);
    Optional<String> subject = optional(rest, "subject", TEXT_BYTES);
    Optional<Instant> time = instant(rest, "time");
    Optional<Instant> expiry = instant(rest, "expirytime");
    int depth = depth(rest);
    optional(rest, "dataschema", TEXT_BYTES)
        .map(Attributes::absoluteUri)
        .ifPresent(schema -> rest.put("dataschema", schema));
    String traceparent = Trace.of(trace, Optional.ofNullable(rest.remove("traceparent")));
    return new Event(
        source,
        id,
        type,
        subject,
        time,
        expiry,
        depth,
        Optional.of(traceparent),
        Map.copyOf(rest),
        data);
  }

  private static void check(String name, String value) {
    if (!isName(name) || name.equals("data"))
      throw Refusal.malformed(
          "attribute " + shown(name) + ": names are 1 to 40 of a-z and 0-9, and not 'data'");
    if (bytes(value) > TEXT_BYTES)
      throw Refusal.malformed("attribute '" + name + "' is longer than " + TEXT_BYTES + " bytes");
    if (!plain(value) && value.codePoints().anyMatch(Attributes::unprintable))
      throw Refusal.malformed("attribute '" + name + "' contains control characters");
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) return false;
    }
    return !name.isEmpty() && name.length() <= NAME_LENGTH;
  }

  /// Printable ASCII, as nearly everything is.
  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f) return false;
    }
    return true;
  }

  private static int bytes(String text) {
    return plain(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// What CloudEvents forbids in text, and what would not survive a log or a database.
  private static boolean unprintable(int c) {
    return c < 0x20
        || (c >= 0x7f && c <= 0x9f)
        || (c >= 0xd800 && c <= 0xdfff)
        || (c >= 0xfdd0 && c <= 0xfdef)
        || (c & 0xfffe) == 0xfffe;
  }

  private static void version(String specversion) {
    if (!specversion.equals("1.0")) throw Refusal.malformed("attribute 'specversion' must be 1.0");
  }

  private static String required(Map<String, String> rest, String name, int bytes) {
    return optional(rest, name, bytes)
        .orElseThrow(() -> Refusal.malformed("attribute '" + name + "' is missing"));
  }

  private static Optional<String> optional(Map<String, String> rest, String name, int bytes) {
    Optional<String> value = Optional.ofNullable(rest.remove(name));
    value.ifPresent(text -> {
      if (text.isBlank()) throw Refusal.malformed("attribute '" + name + "' is empty");
      if (bytes(text) > bytes)
        throw Refusal.malformed("attribute '" + name + "' is longer than " + bytes + " bytes");
    });
    return value;
  }

  private static String uriReference(String source) {
    try {
      return new URI(source).toString();
    } catch (URISyntaxException e) {
      throw Refusal.malformed("attribute 'source' must be a URI reference");
    }
  }

  private static String absoluteUri(String schema) {
    try {
      if (new URI(schema).isAbsolute()) return schema;
    } catch (URISyntaxException e) {
      throw Refusal.malformed("attribute 'dataschema' must be a URI");
    }
    throw Refusal.malformed("attribute 'dataschema' must be an absolute URI");
  }

  private static Optional<Instant> instant(Map<String, String> rest, String name) {
    Optional<String> text = optional(rest, name, ID_BYTES);
    if (text.isEmpty()) return Optional.empty();
    try {
      if (RFC_3339.matcher(text.get()).matches())
        return Optional.of(OffsetDateTime.parse(text.get()).toInstant());
    } catch (DateTimeException e) {
      throw Refusal.malformed("attribute '" + name + "' is not a date that exists");
    }
    throw Refusal.malformed(
        "attribute '" + name + "' must be an RFC 3339 time such as 2026-03-01T12:00:00Z");
  }

  private static int depth(Map<String, String> rest) {
    Optional<String> text = Optional.ofNullable(rest.remove("depth"));
    if (text.isEmpty()) return 0;
    if (!DEPTH.matcher(text.get()).matches())
      throw Refusal.malformed("attribute 'depth' must be an integer of 0 or more");
    return Integer.parseInt(text.get());
  }
}
