package dev.fairway.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// JSON as the engine reads it, stricter than the standard where a lenient reader would lose or
/// change something: no duplicate keys, no numbers beyond 64 bits, no text PostgreSQL cannot keep
/// (U+0000, lone surrogates), no nesting beyond [#DEPTH]. Integers are Long, other numbers Double.
public final class Json {
  public static final int DEPTH = 64;

  /// Nesting at which reading ends, rather than the one value being refused.
  private static final int BOMB = 500;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(BOMB)
                  .maxNumberLength(400)
                  .maxNameLength(1_000)
                  .build())
          .build();

  private Json() {}

  /// Why a text is not JSON as we read it; says where, never what stands there.
  public static final class Invalid extends Exception {
    Invalid(String reason) {
      super(reason, null, false, false);
    }

    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /// One element of a batch.
  ///
  /// @param bytes its length in the text
  /// @param problem why it cannot be taken, though it is JSON
  record Element(@Nullable Object value, long bytes, Optional<String> problem) {}

  /// @return String, Long, Double, Boolean, List, Map or null
  public static @Nullable Object read(byte[] text) throws Invalid {
    return read(text, DEPTH);
  }

  /// @param depth how deep it may be nested
  static @Nullable Object read(byte[] text, int depth) throws Invalid {
    return reading(
        text,
        parser -> {
          var reader = new Reader(parser, depth);
          parser.nextToken();
          Object value = reader.value(0);
          end(parser);
          Optional<String> problem = reader.problem();
          if (problem.isPresent()) throw new Invalid(problem.get());
          return value;
        });
  }

  /// @param depth how deep an element may be nested
  /// @return the elements of the top-level array
  static List<Element> readElements(byte[] text, int depth) throws Invalid {
    return reading(
        text,
        parser -> {
          if (parser.nextToken() != JsonToken.START_ARRAY)
            throw new Invalid("it is a JSON array of events");
          List<Element> list = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            var reader = new Reader(parser, depth);
            long start = parser.currentTokenLocation().getByteOffset();
            Object value = reader.value(0);
            long bytes = parser.currentLocation().getByteOffset() - start;
            list.add(new Element(value, bytes, reader.problem()));
          }
          end(parser);
          return list;
        });
  }

  private interface Reading<T extends @Nullable Object> {
    T from(JsonParser parser) throws IOException, Invalid;
  }

  private static <T extends @Nullable Object> T reading(byte[] text, Reading<T> reading)
      throws Invalid {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return reading.from(parser);
    } catch (StreamConstraintsException e) {
      throw new Invalid("nested deeper than " + DEPTH + " levels, or a number or name is too long");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new Invalid(
          at == null
              ? "not JSON"
              : "not JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
    } catch (IOException e) {
      throw new Invalid("not UTF-8 JSON");
    }
  }

  private static void end(JsonParser parser) throws IOException, Invalid {
    if (parser.nextToken() != null) throw new Invalid("text behind the JSON value");
  }

  /// Reads one value to its end even if it must be refused, so that its neighbours can be read.
  private static final class Reader {
    private final JsonParser parser;
    private final int depth;
    private @Nullable String problem;

    Reader(JsonParser parser, int depth) {
      this.parser = parser;
      this.depth = depth;
    }

    Optional<String> problem() {
      return Optional.ofNullable(problem);
    }

    private void refuse(String reason) {
      if (problem != null) return;
      var at = parser.currentTokenLocation();
      problem = reason + " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    @Nullable Object value(int above) throws IOException, Invalid {
      JsonToken token = parser.currentToken();
      if (token == null) throw new Invalid("empty");
      return switch (token) {
        case START_OBJECT, START_ARRAY -> nested(token, above + 1);
        case VALUE_STRING -> text(parser.getText());
        case VALUE_NUMBER_INT -> integer();
        case VALUE_NUMBER_FLOAT -> number();
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NULL -> null;
        case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
            throw new Invalid("not JSON");
      };
    }

    private @Nullable Object nested(JsonToken token, int level) throws IOException, Invalid {
      if (level > depth) {
        refuse("data is nested deeper than " + DEPTH + " levels");
        parser.skipChildren();
        return null;
      }
      return token == JsonToken.START_OBJECT ? object(level) : array(level);
    }

    private Map<String, @Nullable Object> object(int level) throws IOException, Invalid {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = text(parser.currentName());
        if (map.containsKey(key)) refuse("the same key twice in an object");
        parser.nextToken();
        map.put(key, value(level));
      }
      return map;
    }

    private List<@Nullable Object> array(int level) throws IOException, Invalid {
      List<@Nullable Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) list.add(value(level));
      return list;
    }

    private String text(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == 0) refuse("text contains U+0000");
        if (!Character.isSurrogate(c)) continue;
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (pair) i++;
        else refuse("text contains half a surrogate pair");
      }
      return text;
    }

    private Long integer() throws IOException {
      return switch (parser.getNumberType()) {
        case INT, LONG -> parser.getLongValue();
        case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> {
          refuse("an integer beyond 64 bits (send it as text)");
          yield 0L;
        }
      };
    }

    private Double number() throws IOException {
      double number = parser.getDoubleValue();
      if (Double.isInfinite(number)) refuse("a number beyond 64-bit floating point");
      return number;
    }
  }

  /// @param value as [#read] answers it; also Integer, and Iterables
  public static byte[] write(@Nullable Object value) {
    var out = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (var entry : map.entrySet()) {
          out.writeFieldName(String.valueOf(entry.getKey()));
          write(out, entry.getValue());
        }
        out.writeEndObject();
      }
      case Iterable<?> list -> {
        out.writeStartArray();
        for (Object element : list) write(out, element);
        out.writeEndArray();
      }
      case String text -> out.writeString(text);
      case Boolean flag -> out.writeBoolean(flag);
      case Long number -> out.writeNumber(number);
      case Integer number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }
}
