package dev.fairway.local.knative;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A CloudEvent as it is carried: its attributes as they stand in HTTP headers and its data as
/// bytes, so that a subscriber gets exactly what was sent.
///
/// @param attributes by name, percent-encoded, among them specversion and datacontenttype
/// @param tracing the HTTP headers traceparent and tracestate
record WireEvent(Map<String, String> attributes, Map<String, String> tracing, Buffer data) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final List<String> REQUIRED = List.of("id", "source", "type");
  private static final List<String> TRACING = List.of("traceparent", "tracestate");

  /// @return the decoded value, null if the event has none
  @Nullable String attribute(String name) {
    String value = attributes.get(name);
    return value == null ? null : PercentEncoding.decode(value);
  }

  String id() {
    return attributes.getOrDefault("id", "");
  }

  WireEvent with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(attributes);
    more.forEach((name, value) -> all.put(name, PercentEncoding.encode(value)));
    return new WireEvent(all, tracing, data);
  }

  WireEvent tracedBy(WireEvent cause) {
    return tracing.isEmpty() ? new WireEvent(attributes, cause.tracing, data) : this;
  }

  /// Sets the headers of binary mode.
  void writeTo(MultiMap headers) {
    attributes.forEach((name, value) ->
        headers.set(name.equals("datacontenttype") ? "content-type" : "ce-" + name, value));
    tracing.forEach(headers::set);
  }

  /// Whether a message with these headers claims to be a CloudEvent at all.
  static boolean isClaimedBy(MultiMap headers) {
    return headers.contains("ce-specversion") || isStructured(headers.get("content-type"));
  }

  private static boolean isStructured(@Nullable String contentType) {
    return contentType != null
        && contentType.toLowerCase(Locale.ROOT).startsWith("application/cloudevents");
  }

  static WireEvent read(MultiMap headers, Buffer body) throws MalformedEvent {
    String contentType = headers.get("content-type");
    Map<String, String> tracing = new LinkedHashMap<>();
    for (String name : TRACING) {
      String value = headers.get(name);
      if (value != null) tracing.put(name, value);
    }
    WireEvent event =
        isStructured(contentType)
            ? structured(contentType, tracing, body)
            : binary(headers, tracing, body);
    event.check();
    return event;
  }

  private static WireEvent binary(MultiMap headers, Map<String, String> tracing, Buffer body)
      throws MalformedEvent {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (var header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("ce-")) {
        String attribute = name.substring(3);
        checkName(attribute);
        if (attributes.put(attribute, header.getValue()) != null)
          throw new MalformedEvent("attribute " + attribute + " is there twice");
      } else if (name.equals("content-type")) attributes.put("datacontenttype", header.getValue());
    }
    return new WireEvent(attributes, tracing, body);
  }

  private static WireEvent structured(
      @Nullable String contentType, Map<String, String> tracing, Buffer body)
      throws MalformedEvent {
    String media = String.valueOf(contentType).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!media.equals("application/cloudevents+json"))
      throw new MalformedEvent("only application/cloudevents+json is understood, not " + media);
    byte[] bytes = body.getBytes();
    try (JsonParser parser = JSON.createParser(bytes)) {
      return new Structured(bytes, parser).read(tracing);
    } catch (IOException e) {
      throw new MalformedEvent("the body is no JSON: " + e.getMessage());
    }
  }

  /// Reads the JSON format and cuts `data` out byte by byte instead of writing it anew.
  private static final class Structured {
    private final byte[] bytes;
    private final JsonParser parser;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable Buffer json;
    private @Nullable String text;
    private @Nullable Buffer binary;

    Structured(byte[] bytes, JsonParser parser) {
      this.bytes = bytes;
      this.parser = parser;
    }

    WireEvent read(Map<String, String> tracing) throws IOException, MalformedEvent {
      if (parser.nextToken() != JsonToken.START_OBJECT)
        throw new MalformedEvent("the body is no JSON object");
      while (parser.nextToken() != JsonToken.END_OBJECT) member(parser.currentName());
      if (parser.nextToken() != null) throw new MalformedEvent("something follows the event");
      return new WireEvent(attributes, tracing, data());
    }

    private void member(String name) throws IOException, MalformedEvent {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "data" -> {
          if (token == JsonToken.VALUE_STRING) text = parser.getText();
          int start = (int) parser.currentTokenLocation().getByteOffset();
          parser.skipChildren();
          parser.finishToken();
          int end = (int) parser.currentLocation().getByteOffset();
          if (token != JsonToken.VALUE_NULL)
            json = Buffer.buffer(end - start).appendBytes(bytes, start, end - start);
        }
        case "data_base64" -> {
          try {
            binary = Buffer.buffer(Base64.getDecoder().decode(parser.getText()));
          } catch (IllegalArgumentException e) {
            throw new MalformedEvent("data_base64 is no Base64");
          }
        }
        default -> attribute(name, token);
      }
    }

    private void attribute(String name, JsonToken token) throws IOException, MalformedEvent {
      if (token == JsonToken.VALUE_NULL) return;
      checkName(name);
      if (!token.isScalarValue()) throw new MalformedEvent("attribute " + name + " is no scalar");
      if (attributes.put(name, PercentEncoding.encode(parser.getText())) != null)
        throw new MalformedEvent("attribute " + name + " is there twice");
    }

    private Buffer data() throws MalformedEvent {
      if (binary != null) {
        if (json != null) throw new MalformedEvent("both data and data_base64 are there");
        return binary;
      }
      if (json == null) return Buffer.buffer();
      String type = attributes.get("datacontenttype");
      if (type == null) attributes.put("datacontenttype", "application/json");
      boolean isJson = type == null || type.matches("(?i)[^;]*[/+]json\\s*(;.*)?");
      return isJson || text == null ? json : Buffer.buffer(text);
    }
  }

  private static void checkName(String name) throws MalformedEvent {
    boolean fine = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      fine &= c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }
    if (!fine) throw new MalformedEvent("\"" + name + "\" cannot name an attribute");
  }

  private void check() throws MalformedEvent {
    String version = attributes.get("specversion");
    if (version == null) throw new MalformedEvent("attribute specversion is missing");
    if (!version.equals("1.0")) throw new MalformedEvent("specversion " + version + " is unknown");
    for (String name : REQUIRED)
      if (attributes.getOrDefault(name, "").isEmpty())
        throw new MalformedEvent("attribute " + name + " is missing");
    String time = attribute("time");
    if (time == null) return;
    try {
      OffsetDateTime.parse(time);
    } catch (DateTimeParseException e) {
      throw new MalformedEvent("attribute time is no RFC 3339 timestamp");
    }
  }
}
