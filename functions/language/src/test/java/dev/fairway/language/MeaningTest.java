package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.language.ExpressionReader.Checked;
import dev.fairway.language.ExpressionReader.Use;
import dev.fairway.model.Lead;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is not there, letter case, and numbers mean the same in rules and in expressions; where
/// they differ, one of the two columns is empty.
class MeaningTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final List<String> failures = new ArrayList<>();

  /// `-`: nothing is stored; there is no operand; no rule, or no expression, of this meaning.
  @ParameterizedTest(name = "{0} = {1}: {2} {3}, {4} -> {5}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // field      | stored | operator     | operand    | expression                      | is
        // an absent text is ""
        "plan         | -      | is           | gold       | lead.plan == 'gold'             | false",
        "plan         | -      | is not       | gold       | lead.plan != 'gold'             | true",
        "plan         | -      | contains     | go         | lead.plan.contains('go')        | false",
        "plan         | -      | not contains | go         | !lead.plan.contains('go')       | true",
        "plan         | -      | starts with  | go         | lead.plan.startsWith('go')      | false",
        "plan         | -      | not starts with | go      | !lead.plan.startsWith('go')     | true",
        "plan         | -      | is empty     | -          | lead.plan == ''                 | true",
        "plan         | -      | is not empty | -          | isSet(lead.plan)                | false",
        "plan         | gold   | is not empty | -          | isSet(lead.plan)                | true",
        // an absent number is 0
        "n            | -      | is           | 0          | lead.n == 0                     | true",
        "n            | -      | is not       | 0          | lead.n != 0                     | false",
        "n            | -      | is not       | 5          | lead.n != 5                     | true",
        "n            | -      | less than    | 1          | lead.n < 1                      | true",
        "n            | -      | greater than | -1         | lead.n > -1                     | true",
        "n            | -      | at least     | 0          | lead.n >= 0                     | true",
        "n            | -      | at most      | 0          | lead.n <= 0                     | true",
        "n            | -      | between      | [-1, 1]    | lead.n >= -1 && lead.n <= 1     | true",
        "n            | -      | is empty     | -          | !isSet(lead.n)                  | true",
        "n            | 0      | is empty     | -          | !isSet(lead.n)                  | false",
        "ratio        | -      | is           | 0          | lead.ratio == 0                 | true",
        "behaviour    | -      | at least     | 1          | lead.behaviour >= 1             | false",
        // an absent boolean is false
        "unsubscribed | -      | is           | false      | !lead.unsubscribed              | true",
        "unsubscribed | -      | is not       | true       | lead.unsubscribed != true       | true",
        "unsubscribed | -      | is           | true       | lead.unsubscribed               | false",
        "unsubscribed | -      | is empty     | -          | !isSet(lead.unsubscribed)       | true",
        // an absent date compares false, except that it is before everything
        "renewsOn | -          | is           | 2026-06-01 | lead.renewsOn == date('2026-06-01') | false",
        "renewsOn | -          | is not       | 2026-06-01 | lead.renewsOn != date('2026-06-01') | false",
        "renewsOn | -          | after        | 2026-06-01 | lead.renewsOn > date('2026-06-01')  | false",
        "renewsOn | -          | on or after  | 2026-06-01 | lead.renewsOn >= date('2026-06-01') | false",
        "renewsOn | -          | before       | 2026-06-01 | lead.renewsOn < date('2026-06-01')  | true",
        "renewsOn | -          | on or before | 2026-06-01 | lead.renewsOn <= date('2026-06-01') | true",
        "renewsOn | -          | between      | [2026-01-01, 2026-12-31] | lead.renewsOn >= date('2026-01-01') && lead.renewsOn <= date('2026-12-31') | false",
        "renewsOn | -          | is empty     | -          | !isSet(lead.renewsOn)               | true",
        "seenAt   | -          | in past      | 30d        | lead.seenAt <= now && lead.seenAt >= now - duration('720h') | false",
        "seenAt   | -          | in past before | 30d      | lead.seenAt < now - duration('720h') | true",
        "seenAt   | -          | in future    | 30d        | lead.seenAt >= now && lead.seenAt <= now + duration('720h') | false",
        "seenAt   | -          | in future after | 30d     | lead.seenAt > now + duration('720h') | false",
        "seenAt   | -          | in time frame | this year | -                                   | false",
        // a date that is there
        "renewsOn | 2026-06-01 | is           | 2026-06-01 | lead.renewsOn == date('2026-06-01') | true",
        "renewsOn | 2026-06-01 | is not       | 2026-06-02 | lead.renewsOn != date('2026-06-02') | true",
        "renewsOn | 2026-06-01 | before       | 2026-06-01 | lead.renewsOn < date('2026-06-01')  | false",
        "renewsOn | 2026-06-01 | on or before | 2026-06-01 | lead.renewsOn <= date('2026-06-01') | true",
        "seenAt   | 2026-05-02T12:00:00Z | in past | 30d   | lead.seenAt <= now && lead.seenAt >= now - duration('720h') | true",
        "seenAt   | 2026-05-02T11:59:59Z | in past | 30d   | lead.seenAt <= now && lead.seenAt >= now - duration('720h') | false",
        "seenAt   | 2026-05-02T11:59:59Z | in past before | 30d | lead.seenAt < now - duration('720h') | true",
        "seenAt   | 2026-07-01T12:00:00Z | in future | 30d | lead.seenAt >= now && lead.seenAt <= now + duration('720h') | true",
        "seenAt   | 2026-07-01T12:00:01Z | in future after | 30d | lead.seenAt > now + duration('720h') | true",
        "seenAt   | 2026-06-30T23:59:59Z | in time frame | this month | -                         | true",
        // an absent list is empty
        "tags         | -      | contains     | vip        | 'vip' in lead.tags              | false",
        "tags         | -      | not contains | vip        | !('vip' in lead.tags)           | true",
        "tags         | -      | is empty     | -          | size(lead.tags) == 0            | true",
        "tags         | vip    | contains     | vip        | 'vip' in lead.tags              | true",
        // rules do not see letter case, expressions do
        "plan         | Gold   | is           | gOLD       | lead.plan.iEquals('gOLD')       | true",
        "plan         | Gold   | is not       | gOLD       | !lead.plan.iEquals('gOLD')      | false",
        "plan         | Gold   | contains     | OL         | lead.plan.iContains('OL')       | true",
        "plan         | Gold   | starts with  | gO         | -                               | true",
        "plan         | Straße | is           | STRASSE    | lead.plan.iEquals('STRASSE')    | true",
        "tags         | Vip    | contains     | vIP        | -                               | true",
        "plan         | Gold   | -            | -          | lead.plan == 'gOLD'             | false",
        "plan         | Gold   | -            | -          | lead.plan == 'Gold'             | true",
        "plan         | Gold   | -            | -          | lead.plan.contains('OL')        | false",
        "tags         | Vip    | -            | -          | 'vIP' in lead.tags              | false",
        // numbers compare across integer and float
        "n            | 5      | is           | 5.0        | lead.n == 5.0                   | true",
        "n            | 5      | is           | 5.5        | lead.n == 5.5                   | false",
        "n            | 5      | is not       | 5.5        | lead.n != 5.5                   | true",
        "n            | 5      | less than    | 5.5        | lead.n < 5.5                    | true",
        "n            | 5      | between      | [4.5, 5.5] | lead.n >= 4.5 && lead.n <= 5.5  | true",
        "n            | 5      | is           | [4.5, 5.0] | lead.n in [4.5, 5.0]            | true",
        "ratio        | 5.0    | is           | 5          | lead.ratio == 5                 | true",
        "ratio        | 4.9    | at least     | 5          | lead.ratio >= 5                 | false",
        "behaviour    | 80     | greater than | 79.9       | lead.behaviour > 79.9           | true",
        "behaviour    | 80     | -            | -          | lead.behaviour == lead.n        | false",
        "behaviour    | 80     | -            | -          | lead.behaviour > lead.ratio     | true",
      })
  void a_value_means_the_same_in_rules_and_expressions(
      String field, String stored, String op, String operand, String expression, boolean expected) {
    Scope scope = scope(field, stored);
    if (!op.equals("-")) assertThat(filters(field, op, operand).test(scope)).isEqualTo(expected);
    if (!expression.equals("-")) assertThat(holds(expression, scope)).isEqualTo(expected);
    assertThat(failures).isEmpty();
  }

  private static Scope scope(String field, String stored) {
    Map<String, Object> fields = Map.of();
    if (!stored.equals("-")) {
      FieldType type = Examples.SCHEMA.fields().getOrDefault(field, FieldType.ANY);
      fields = Map.of(field, ((FieldType.Reading.Value) type.read(stored)).value());
    }
    Lead lead = new Lead(7, "ann", 3, fields);
    return new Scope(lead, Map.of(), Map.of(), "a", Map.of(), ZoneOffset.UTC, NOW);
  }

  private static Filters filters(String field, String op, String operand) {
    String value = operand.equals("-") ? "" : ", value: " + operand;
    return Examples.campaign("{ rules: [{ field: " + field + ", op: " + op + value + " }] }")
        .filters();
  }

  private boolean holds(String source, Scope scope) {
    Place.Findings findings = new Place.Findings();
    Place place = new Place("x", new Tree.Scalar(source, false, 1), findings);
    Checked checked =
        ExpressionReader.condition(place, Examples.SCHEMA.names(List.of(), Set.of()), Use.LEAD)
            .orElseThrow(() -> new AssertionError(findings.problems().toString()));
    return new CelExpressions((failed, why) -> failures.add(failed.source() + ": " + why))
        .test(checked.expression(), scope);
  }
}
