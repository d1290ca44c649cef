package dev.fairway.model.campaign;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.Campaign.Expression;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns a step's parameters as written into what its action works with.
public final class Parameters {
  /// Unsets a field, as a value.
  public static final String NULL = "NULL";

  /// Of campaigns, lists, programs and all else that is declared by name.
  public static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,80}");

  private Parameters() {}

  public sealed interface Resolved {
    /// Every parameter in its type's form, defaults filled in; an optional one that is not there is
    /// absent.
    record Arguments(Map<String, Object> values) implements Resolved {
      /// A TEXT or field name.
      ///
      /// @throws IllegalStateException if the catalogue does not make it certain to be there
      public String text(String name) {
        return get(name, String.class);
      }

      /// A VALUE; empty = unset the field.
      public Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
      }

      public OptionalLong integer(String name) {
        return values.get(name) instanceof Long number
            ? OptionalLong.of(number)
            : OptionalLong.empty();
      }

      public boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
      }

      public List<String> texts(String name) {
        return values.get(name) instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of();
      }

      public LeadPatch fields(String name) {
        return get(name, LeadPatch.class);
      }

      /// None if the parameter is absent.
      public LeadPatch findFields(String name) {
        return find(name, LeadPatch.class).orElse(LeadPatch.NONE);
      }

      public ScoreChange scoreChange(String name) {
        return get(name, ScoreChange.class);
      }

      public Expression expression(String name) {
        return get(name, Expression.class);
      }

      public Optional<Expression> findExpression(String name) {
        return find(name, Expression.class);
      }

      /// A text that may be absent.
      public Optional<String> find(String name) {
        return find(name, String.class);
      }

      public Optional<Duration> findDuration(String name) {
        return find(name, Duration.class);
      }

      public Duration duration(String name) {
        return get(name, Duration.class);
      }

      public Optional<LocalDate> findDate(String name) {
        return find(name, LocalDate.class);
      }

      public Optional<LocalTime> time(String name) {
        return find(name, LocalTime.class);
      }

      public Set<DayOfWeek> weekdays(String name) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        if (values.get(name) instanceof Set<?> set)
          for (Object day : set) days.add((DayOfWeek) day);
        return days;
      }

      private <T> Optional<T> find(String name, Class<T> type) {
        return Optional.ofNullable(values.get(name)).map(type::cast);
      }

      private <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (type.isInstance(value)) return type.cast(value);
        throw new IllegalStateException("parameter " + name + " is " + value);
      }
    }

    /// A value that came out of a token does not fit; repeating does not help.
    record Invalid(List<String> reasons) implements Resolved {}
  }

  /// @param with of the step, choices merged
  /// @param fields types of the fields it names, see [Campaign#fields]
  /// @param assets declarations it names, see [Campaign#assets]
  public static Resolved resolve(
      ActionSpec action,
      Map<String, Object> with,
      Scope scope,
      Map<String, FieldType> fields,
      Assets assets) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<String> reasons = new ArrayList<>();
    for (ParameterSpec parameter : action.parameters()) {
      Object written = with.get(parameter.name());
      if (written == null) written = parameter.fallback().orElse(null);
      if (written == null) continue;
      Object rendered = render(written, scope);
      switch (one(parameter, rendered, with, fields, assets)) {
        case FieldType.Reading.Value(Object value) -> values.put(parameter.name(), value);
        case FieldType.Reading.Empty() -> {
          if (parameter.required() && !parameter.type().mayBeEmpty())
            reasons.add(parameter.name() + " is empty");
        }
        case FieldType.Reading.Wrong(String message) ->
            reasons.add(parameter.name() + " " + message);
      }
    }
    return reasons.isEmpty() ? new Resolved.Arguments(values) : new Resolved.Invalid(reasons);
  }

  private static Object render(Object written, Scope scope) {
    return switch (written) {
      case String text -> Tokens.render(text, scope);
      case List<?> list -> list.stream().map(each -> render(String.valueOf(each), scope)).toList();
      case Map<?, ?> map -> {
        Map<String, Object> rendered = new TreeMap<>();
        map.forEach((key, value) -> rendered.put(String.valueOf(key), render(value, scope)));
        yield rendered;
      }
      default -> written;
    };
  }

  /// What a written value without tokens is for a parameter: also how literals are checked when a
  /// campaign is saved.
  ///
  /// @param with the step's parameters, of which VALUE needs `attribute`
  public static FieldType.Reading one(
      ParameterSpec parameter,
      Object written,
      Map<String, Object> with,
      Map<String, FieldType> fields,
      Assets assets) {
    return switch (parameter.type()) {
      case TEXT -> text(parameter, written);
      case NAME, CAMPAIGN -> name(written);
      case VALUE -> typed(String.valueOf(with.get("attribute")), written, fields);
      case COMPANY_VALUE -> typed(Campaign.COMPANY + with.get("field"), written, fields);
      case OBJECT_FIELDS ->
          patch(written, assets.objectType(String.valueOf(with.get("object"))).fields()::get);
      case EVENT_DATA ->
          patch(
              written,
              name -> fields.get(Campaign.eventField(String.valueOf(with.get("type")), name)));
      case PROGRAM_VALUE ->
          typed(
              String.valueOf(with.get("attribute")),
              written,
              assets.program(String.valueOf(with.get("program"))).memberData());
      case FIELDS -> patch(written, fields::get);
      case SCORE_CHANGE ->
          ScoreChange.parse(String.valueOf(written))
              .<FieldType.Reading>map(FieldType.Reading.Value::new)
              .orElse(
                  new FieldType.Reading.Wrong(
                      "must be a change such as +5, -5, =5 or =-5, not \"" + written + "\""));
      case INTEGER -> FieldType.INTEGER.read(written);
      case COUNT -> count(written);
      case BOOLEAN -> FieldType.BOOLEAN.read(written);
      case DATE -> FieldType.DATE.read(written);
      case DATETIME -> FieldType.DATETIME.read(written);
      case STRINGS -> FieldType.STRINGS.read(written);
      case DURATION, PERIOD, OFFSET, WEEKDAYS, TIME, DAY, ZONE ->
          WaitText.read(parameter.type(), written);
      // names and expressions take no tokens: they were checked when the campaign was saved
      default -> new FieldType.Reading.Value(written);
    };
  }

  private static FieldType.Reading text(ParameterSpec parameter, Object written) {
    if (!(written instanceof String text))
      return new FieldType.Reading.Wrong("must be text, not \"" + written + "\"");
    if (!parameter.allowed().isEmpty() && !parameter.allowed().contains(text))
      return new FieldType.Reading.Wrong(
          "must be one of " + String.join(", ", parameter.allowed()) + ", not \"" + text + "\"");
    return new FieldType.Reading.Value(text);
  }

  private static FieldType.Reading count(Object written) {
    FieldType.Reading read = FieldType.INTEGER.read(written);
    return read instanceof FieldType.Reading.Value(Object number) && (Long) number < 1
        ? new FieldType.Reading.Wrong("must be 1 or more, not \"" + written + "\"")
        : read;
  }

  private static FieldType.Reading name(Object written) {
    return written instanceof String text && NAME.matcher(text).matches()
        ? new FieldType.Reading.Value(text)
        : new FieldType.Reading.Wrong(
            "must be a name of a-z, 0-9 and -, at most 80, not \"" + written + "\"");
  }

  private static FieldType.Reading typed(
      String field, Object written, Map<String, FieldType> fields) {
    return typed(field, written, fields.get(field));
  }

  private static FieldType.Reading typed(String field, Object written, @Nullable FieldType type) {
    if (type == null) return new FieldType.Reading.Wrong("is of the unknown field " + field);
    return written.equals(NULL) ? new FieldType.Reading.Empty() : type.read(written);
  }

  private static FieldType.Reading patch(
      Object written, Function<String, @Nullable FieldType> types) {
    if (!(written instanceof Map<?, ?> map))
      return new FieldType.Reading.Wrong("must be a map of fields and their values");
    Map<String, Object> set = new TreeMap<>();
    List<String> clear = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    map.forEach((key, value) -> {
      String field = String.valueOf(key);
      switch (typed(field, value, types.apply(field))) {
        case FieldType.Reading.Value(Object typed) -> set.put(field, typed);
        case FieldType.Reading.Empty() -> clear.add(field);
        case FieldType.Reading.Wrong(String message) -> wrong.add(field + " " + message);
      }
    });
    return wrong.isEmpty()
        ? new FieldType.Reading.Value(new LeadPatch(set, clear, false))
        : new FieldType.Reading.Wrong("is wrong: " + String.join("; ", wrong));
  }
}
