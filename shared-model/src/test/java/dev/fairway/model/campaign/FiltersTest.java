package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.campaign.Filters.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {

  /// Values of one type, `,` between several; `-` is an absent value or no operand.
  private static List<Object> values(FieldType type, String text) {
    if (text.equals("-")) return List.of();
    List<Object> values = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      FieldType each = type == FieldType.STRINGS ? FieldType.STRING : type;
      if (type == FieldType.DATETIME && part.length() == 10) each = FieldType.DATE;
      values.add(((FieldType.Reading.Value) each.read(part)).value());
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    // text: absent is ""
    "string, -, is, x, false",
    "string, -, is not, x, true",
    "string, -, is empty, -, true",
    "string, -, is not empty, -, false",
    "string, -, contains, x, false",
    "string, -, not contains, x, true",
    "string, Straße, is, STRASSE, true",
    "string, Berlin, is, 'paris,BERLIN', true",
    "string, Berlin, is not, 'paris,BERLIN', false",
    "string, Berlin, contains, 'x,ERL', true",
    "string, Berlin, not contains, 'x,ERL', false",
    "email, a@b.c, is not empty, -, true",
    // number: absent is 0
    "integer, -, is, 0, true",
    "integer, -, is, 1, false",
    "integer, -, is not, 1, true",
    "integer, -, is not, 0, false",
    "integer, -, is empty, -, true",
    "integer, 0, is empty, -, false",
    "integer, -, less than, 1, true",
    "integer, -, greater than, -1, true",
    "integer, -, at most, 0, true",
    "integer, -, at least, 0, true",
    "integer, -, between, '-1,1', true",
    "integer, 10, between, '10,20', true",
    "integer, 20, between, '10,20', true",
    "integer, 21, between, '10,20', false",
    "integer, 5, is, '4,5', true",
    "float, 5, is, 5.0, true",
    "float, 4.9, at least, 5, false",
    "score, 80, at least, 80, true",
    "score, 80, greater than, 80, false",
    // boolean: absent is false
    "boolean, -, is, false, true",
    "boolean, -, is, true, false",
    "boolean, -, is not, true, true",
    "boolean, -, is empty, -, true",
    "boolean, true, is, true, true",
    // date: absent compares false, except before and on or before
    "date, -, is, 2026-01-01, false",
    "date, -, is not, 2026-01-01, false",
    "date, -, after, 2026-01-01, false",
    "date, -, on or after, 2026-01-01, false",
    "date, -, between, '2026-01-01,2026-12-31', false",
    "date, -, before, 2026-01-01, true",
    "date, -, on or before, 2026-01-01, true",
    "date, -, is empty, -, true",
    "date, 2026-01-01, is, 2026-01-01, true",
    "date, 2026-01-01, is not, 2026-01-01, false",
    "date, 2026-01-01, before, 2026-01-01, false",
    "date, 2026-01-01, on or before, 2026-01-01, true",
    "date, 2026-01-02, after, 2026-01-01, true",
    "date, 2026-01-01, between, '2026-01-01,2026-12-31', true",
    // datetime against a day: that day in the tenant's zone (Berlin, 22:30Z is the next day)
    "datetime, 2026-06-01T22:30:00Z, is, 2026-06-02, true",
    "datetime, 2026-06-01T22:30:00Z, before, 2026-06-02, false",
    "datetime, 2026-06-01T21:30:00Z, before, 2026-06-02, true",
    "datetime, 2026-06-01T22:30:00Z, before, 2026-06-01T22:30:01Z, true",
    "datetime, 2026-06-01T22:30:00.5Z, after, 2026-06-01T22:30:00Z, true",
    // list
    "string[], -, contains, vip, false",
    "string[], -, not contains, vip, true",
    "string[], -, is empty, -, true",
    "string[], 'vip,hot', contains, VIP, true",
    "string[], 'vip,hot', contains, vi, false",
    "string[], 'vip,hot', not contains, 'cold,HOT', false",
  })
  void a_rule_means(String label, String value, String op, String operands, boolean expected) {
    FieldType type = FieldType.of(label).orElseThrow();
    Operator operator = Operator.of(op).orElseThrow();
    assertThat(operator.suits(type)).isTrue();
    List<Object> held = values(type, value);
    Map<String, Object> fields =
        held.isEmpty() ? Map.of() : Map.of("f", type == FieldType.STRINGS ? held : held.getFirst());
    Rule rule = new Rule("f", type, operator, values(type, operands));
    Filters filters = new Filters(new Filters.Match.All(), List.of(rule));
    assertThat(filters.test(Samples.scope(fields))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"all, 11, true", "all, 10, false", "any, 01, true", "any, 00, false"})
  void all_and_any(String match, String results, boolean expected) {
    List<Rule> rules =
        Arrays.stream(results.split(""))
            .map(each -> new Rule("f" + each, FieldType.INTEGER, Operator.IS, List.<Object>of(1L)))
            .toList();
    Filters.Match how = match.equals("all") ? new Filters.Match.All() : new Filters.Match.Any();
    assertThat(new Filters(how, rules).test(Samples.scope(Map.of("f1", 1L)))).isEqualTo(expected);
  }
}
