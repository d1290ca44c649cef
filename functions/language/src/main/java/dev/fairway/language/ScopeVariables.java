package dev.fairway.language;

import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelVariableResolver;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Scope;
import dev.fairway.model.campaign.Tokens;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A scope as CEL's variables, each looked up when it is needed.
///
/// @param uses types of the fields, see [dev.fairway.model.campaign.Campaign.Expression]
record ScopeVariables(Map<String, FieldType> uses, Scope scope) implements CelVariableResolver {

  @Override
  public Optional<Object> find(String name) {
    return switch (name) {
      case "now" -> Optional.of(scope.now());
      case "campaign.name" -> Optional.of(scope.campaign());
      case "lead" -> Optional.of(scope.lead().fields());
      case "company" -> Optional.of(scope.company());
      case "event" -> Optional.of(clean(scope.event()));
      case "member" -> Optional.of(clean(scope.member()));
      case "program" -> Optional.of(all(Tokens.PROGRAM, key -> scope.program(key).orElse("")));
      case "system" -> Optional.of(all(Tokens.SYSTEM, scope::system));
      case "waited" -> Optional.of(clean(scope.waited()));
      default -> {
        boolean attribute = name.startsWith("ce.");
        if (!attribute && !uses.containsKey(name)) yield Optional.empty();
        FieldType type = attribute ? FieldType.STRING : uses.getOrDefault(name, FieldType.ANY);
        yield Optional.of(value(type, scope.find(name).orElse(null)));
      }
    };
  }

  private static Map<String, Object> all(List<String> names, Function<String, String> value) {
    Map<String, Object> all = new LinkedHashMap<>();
    names.forEach(name -> all.put(name, value.apply(name)));
    return all;
  }

  /// A value in CEL's form. One that is not of its type stays what it is: comparing it fails, as it
  /// should.
  private static Object value(FieldType type, @Nullable Object raw) {
    if (raw == null) return absent(type);
    return switch (type) {
      case FLOAT -> raw instanceof Number number ? (Object) number.doubleValue() : raw;
      case INTEGER, SCORE -> whole(raw);
      case DATE, DATETIME -> time(raw);
      case STRING, TEXT, EMAIL, PHONE, URL, BOOLEAN, STRINGS, ANY -> clean(raw);
    };
  }

  private static Object absent(FieldType type) {
    return switch (type) {
      case STRING, TEXT, EMAIL, PHONE, URL -> "";
      case INTEGER, SCORE -> 0L;
      case FLOAT -> 0.0;
      case BOOLEAN -> false;
      case DATE, DATETIME -> CelDialect.NO_TIME;
      case STRINGS -> List.of();
      case ANY -> NullValue.NULL_VALUE;
    };
  }

  private static Object whole(Object raw) {
    return switch (raw) {
      case Integer number -> number.longValue();
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          number.longValue();
      default -> raw;
    };
  }

  private static Object time(Object raw) {
    String text = raw.toString();
    try {
      return text.length() == 10 ? CelDialect.startOfDay(text) : Instant.parse(text);
    } catch (DateTimeException e) {
      return raw;
    }
  }

  /// CEL knows neither Java's null nor its smaller and larger numbers.
  private static Object clean(@Nullable Object raw) {
    return switch (raw) {
      case null -> NullValue.NULL_VALUE;
      case Integer number -> number.longValue();
      case Map<?, ?> map -> {
        Map<Object, Object> clean = new LinkedHashMap<>();
        map.forEach((key, value) -> clean.put(key, clean(value)));
        yield clean;
      }
      case List<?> list -> {
        List<Object> clean = new ArrayList<>();
        for (Object each : list) clean.add(clean(each));
        yield clean;
      }
      case Long number -> number;
      case Number number -> number.doubleValue();
      default -> raw;
    };
  }
}
