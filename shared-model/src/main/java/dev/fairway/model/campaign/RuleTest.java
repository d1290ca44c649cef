package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Filters.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What one filter rule means, absent values included: an absent text is "", a number 0, a boolean
/// false. An absent date compares false with everything, except that "before", "on or before" and
/// "in past before" hold for it.
final class RuleTest {
  private RuleTest() {}

  static boolean holds(Rule rule, Scope scope, String place) {
    return switch (rule) {
      case Rule.OfField field -> holds(field, scope.leadField(field.field()), scope);
      case Rule.OfActivity activity ->
          (count(activity, scope) >= activity.atLeast()) == activity.done();
      case Rule.OfCampaign campaign -> entered(campaign, scope) == campaign.member();
      case Rule.RandomSample(int percent) -> Draw.below(100, place, scope.lead().id()) < percent;
      case Rule.OfMembership member -> in(member, scope) == member.is();
    };
  }

  private static boolean entered(Rule.OfCampaign rule, Scope scope) {
    Optional<Instant> since = rule.within().map(scope.now()::minus);
    return rule.entered(scope).filter(last -> since.filter(last::isBefore).isEmpty()).isPresent();
  }

  static long count(Rule.OfActivity rule, Scope scope) {
    Optional<Instant> since = rule.within().map(scope.now()::minus);
    return scope.history().of(rule.type()).stream()
        .filter(done -> since.filter(done.at()::isBefore).isEmpty())
        .filter(done -> rule.where().stream().allMatch(each -> holds(each, done, scope)))
        .count();
  }

  /// Nobody checked the data when it came: what is not of its type is not what the rule asks for.
  private static boolean holds(Rule.OfField rule, History.Done done, Scope scope) {
    Object raw = done.data().get(rule.field());
    if (raw == null || rule.type().textual()) return holds(rule, Optional.ofNullable(raw), scope);
    return switch (rule.type().read(raw)) {
      case FieldType.Reading.Value(Object value) -> holds(rule, Optional.of(value), scope);
      case FieldType.Reading.Empty() -> holds(rule, Optional.empty(), scope);
      case FieldType.Reading.Wrong wrong -> false;
    };
  }

  private static boolean in(Rule.OfMembership rule, Scope scope) {
    return switch (rule.of()) {
      case LIST, ACCOUNT -> scope.membership(rule.of().kind(), rule.name()).isPresent();
      case PROGRAM ->
          rule.places().isEmpty()
              ? scope.membership(rule.of().kind(), rule.name()).isPresent()
              : isOneOf(rule, scope.membership(rule.of().kind(), rule.name(), "status"));
      case STAGE -> isOneOf(rule, scope.membership(rule.of().kind(), rule.name(), "stage"));
      case SEGMENT -> isOneOf(rule, scope.segment(rule.name()));
    };
  }

  private static boolean isOneOf(Rule.OfMembership rule, Optional<String> place) {
    return place.filter(rule.places()::contains).isPresent();
  }

  private static boolean holds(Rule.OfField rule, Optional<Object> value, Scope scope) {
    return switch (rule.op()) {
      case IS_EMPTY -> empty(value);
      case IS_NOT_EMPTY -> !empty(value);
      case CONTAINS -> contains(rule, value);
      case NOT_CONTAINS -> !contains(rule, value);
      case STARTS_WITH -> startsWith(rule, value);
      case NOT_STARTS_WITH -> !startsWith(rule, value);
      case IS -> is(rule, value, scope);
      case IS_NOT -> absentTime(rule, value) ? false : !is(rule, value, scope);
      case GREATER_THAN, AFTER -> present(rule, value) && compare(rule, value, 0, scope) > 0;
      case AT_LEAST, ON_OR_AFTER -> present(rule, value) && compare(rule, value, 0, scope) >= 0;
      case LESS_THAN, BEFORE -> absentTime(rule, value) || compare(rule, value, 0, scope) < 0;
      case AT_MOST, ON_OR_BEFORE -> absentTime(rule, value) || compare(rule, value, 0, scope) <= 0;
      case BETWEEN ->
          present(rule, value)
              && compare(rule, value, 0, scope) >= 0
              && compare(rule, value, 1, scope) <= 0;
      case IN_PAST ->
          present(rule, value) && since(rule, -1, value, scope) >= 0 && since(value, scope) <= 0;
      case IN_PAST_BEFORE -> absentTime(rule, value) || since(rule, -1, value, scope) < 0;
      case IN_FUTURE ->
          present(rule, value) && since(value, scope) >= 0 && since(rule, 1, value, scope) <= 0;
      case IN_FUTURE_AFTER -> present(rule, value) && since(rule, 1, value, scope) > 0;
      case IN_TIME_FRAME ->
          present(rule, value)
              && ((TimeFrame) rule.value().getFirst())
                  .contains(day(value.orElseThrow().toString(), scope), day(scope.now(), scope));
    };
  }

  private static boolean empty(Optional<Object> value) {
    return value.isEmpty()
        || (value.get() instanceof String text && text.isEmpty())
        || (value.get() instanceof List<?> list && list.isEmpty());
  }

  private static boolean absentTime(Rule.OfField rule, Optional<Object> value) {
    return rule.type().temporal() && empty(value);
  }

  private static boolean present(Rule.OfField rule, Optional<Object> value) {
    return !absentTime(rule, value);
  }

  /// One of the operands.
  private static boolean is(Rule.OfField rule, Optional<Object> value, Scope scope) {
    if (absentTime(rule, value)) return false;
    return switch (rule.type()) {
      case BOOLEAN -> rule.value().contains(value.orElse(false));
      case INTEGER, SCORE, FLOAT, DATE, DATETIME -> {
        for (int i = 0; i < rule.value().size(); i++)
          if (compare(rule, value, i, scope) == 0) yield true;
        yield false;
      }
      case STRING, TEXT, EMAIL, PHONE, URL, STRINGS, ANY -> {
        String text = text(value);
        yield rule.value().stream().anyMatch(operand -> text.equals(fold(operand)));
      }
    };
  }

  private static boolean contains(Rule.OfField rule, Optional<Object> value) {
    if (value.isPresent() && value.get() instanceof List<?> list)
      return list.stream()
          .map(RuleTest::fold)
          .anyMatch(
              element -> rule.value().stream().anyMatch(operand -> element.equals(fold(operand))));
    String text = text(value);
    return rule.type() != FieldType.STRINGS
        && rule.value().stream().anyMatch(operand -> text.contains(fold(operand)));
  }

  private static boolean startsWith(Rule.OfField rule, Optional<Object> value) {
    String text = text(value);
    return rule.value().stream().anyMatch(operand -> text.startsWith(fold(operand)));
  }

  private static String text(Optional<Object> value) {
    return value.map(RuleTest::fold).orElse("");
  }

  private static String fold(Object value) {
    return value.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /// @return the sign of value minus operand
  private static int compare(Rule.OfField rule, Optional<Object> value, int operand, Scope scope) {
    Object bound = rule.value().get(operand);
    if (rule.type().temporal()) return compareTimes(value.orElseThrow(), bound, scope);
    Object number = value.orElse(0L);
    if (number instanceof Long a && bound instanceof Long b) return Long.compare(a, b);
    if (number instanceof Number a && bound instanceof Number b)
      return Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
    throw new IllegalStateException(rule.field() + " holds " + number + ", rule has " + bound);
  }

  /// A date against a date compares days; as does an instant against a date, in the tenant's zone.
  private static int compareTimes(Object value, Object operand, Scope scope) {
    String time = value.toString();
    String bound = operand.toString();
    return dateOnly(bound)
        ? day(time, scope).compareTo(LocalDate.parse(bound))
        : instant(time, scope).compareTo(Instant.parse(bound));
  }

  /// @param sign of the rule's duration
  /// @return the sign of the value minus (now and that duration)
  private static int since(Rule.OfField rule, int sign, Optional<Object> value, Scope scope) {
    Duration span = ((Duration) rule.value().getFirst()).multipliedBy(sign);
    return since(value, scope.now().plus(span), scope);
  }

  private static int since(Optional<Object> value, Scope scope) {
    return since(value, scope.now(), scope);
  }

  /// A date has no time of day: it is compared with the day in the tenant's zone.
  private static int since(Optional<Object> value, Instant bound, Scope scope) {
    String time = value.orElseThrow().toString();
    return dateOnly(time)
        ? LocalDate.parse(time).compareTo(day(bound, scope))
        : Instant.parse(time).compareTo(bound);
  }

  private static LocalDate day(String time, Scope scope) {
    return dateOnly(time) ? LocalDate.parse(time) : day(Instant.parse(time), scope);
  }

  private static LocalDate day(Instant time, Scope scope) {
    return LocalDate.ofInstant(time, scope.zone());
  }

  private static Instant instant(String time, Scope scope) {
    return dateOnly(time)
        ? LocalDate.parse(time).atStartOfDay(scope.zone()).toInstant()
        : Instant.parse(time);
  }

  private static boolean dateOnly(String time) {
    return time.length() == 10;
  }
}
