package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CelExpressionsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final List<String> failures = new ArrayList<>();
  private final CelExpressions expressions =
      new CelExpressions((expression, why) -> failures.add(expression.source() + ": " + why));

  private static Scope scope() {
    Map<String, Object> data = new HashMap<>();
    data.put("form", "Demo");
    data.put("total", 12L);
    data.put("nothing", null);
    data.put("lines", List.of(Map.of("sku", "x", "n", 2L)));
    Event event =
        new Event(
            "/shop",
            "e1",
            "shop.ordered",
            Optional.of("ann"),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Map.of("tenantid", "acme"),
            data);
    Lead lead =
        new Lead(
            7,
            "ann",
            3,
            Map.of(
                "title",
                "Chief Officer",
                "behaviour",
                40L,
                "ratio",
                2.0,
                "seenAt",
                "2026-05-01T00:00:00Z",
                "tags",
                List.of("vip")));
    return new Scope(
        lead, event.data(), Scope.attributes(event), "welcome", Map.of(), ZoneOffset.UTC, NOW);
  }

  private static Expression compiled(String source, FieldType type) {
    Schema.Names names = Examples.SCHEMA.names(List.of("shop.ordered"), Set.of());
    Place.Findings findings = new Place.Findings();
    Place place = new Place("x", new Tree.Scalar(source, false, 1), findings);
    Optional<Expression> expression =
        type == FieldType.BOOLEAN
            ? ExpressionReader.condition(place, names, ExpressionReader.Use.LEAD)
                .map(ExpressionReader.Checked::expression)
            : ExpressionReader.value(place, names, type).map(ExpressionReader.Checked::expression);
    return expression.orElseThrow(() -> new AssertionError(findings.problems().toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "lead.title.contains('Chief') ~ true",
        "lead.title.iContains('chief') ~ true",
        "iEquals(lead.title, 'chief OFFICER') ~ true",
        "lead.title.matches('^C.*r$') ~ true",
        "lead.title.matches('^c') ~ false",
        "lead.n == 0 && !lead.unsubscribed ~ true",
        "isSet(lead.title) && !isSet(lead.plan) ~ true",
        "has(lead.title) && !has(lead.plan) ~ true",
        "lead.behaviour == 40.0 && lead.ratio == 2 ~ true",
        "lead.behaviour in [40.0, 1.0] && lead.ratio > 1 ~ true",
        "'vip' in lead.tags && size(lead.tags) == 1 ~ true",
        "lead.id == 'ann' && lead.number == 7 ~ true",
        "event.form == 'Demo' && event.total >= 12 ~ true",
        "event.absent == 'x' ~ false",
        "event.nothing == 'x' ~ false",
        "event.absent != 'x' ~ true",
        "isSet(event.form) && !isSet(event.absent) ~ true",
        "event.lines.exists(l, l.sku == 'x' && l.n == 2) ~ true",
        "ce.source == '/shop' && ce.tenantid == 'acme' && ce.other == '' ~ true",
        "campaign.name == 'welcome' ~ true",
        "lead.seenAt < now && now - lead.seenAt > duration('24h') ~ true",
        "lead.seenAt > date('2026-04-30') ~ true",
        "lead.renewsOn < now ~ true",
        "lead.seenAt != date('2000-01-01') ~ true",
      })
  void expressions_see_absent_values_as_the_language_says(String source, boolean expected) {
    assertThat(expressions.test(compiled(source, FieldType.BOOLEAN), scope())).isEqualTo(expected);
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "event.absent > 5",
        "event.form > 5",
        "1 / lead.n == 1",
        "event.total",
        "event.lines[5].n == 1",
        "lead.title.matches(event.form + '(')",
      })
  void an_expression_that_fails_is_false_and_counted(String source) {
    assertThat(expressions.test(compiled(source, FieldType.BOOLEAN), scope())).isFalse();
    assertThat(failures).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "lead.behaviour * 2 + 1 ~ score ~ 81",
        "lead.title.lowerAscii() + '!' ~ string ~ chief officer!",
        "lead.seenAt + duration('24h') ~ datetime ~ 2026-05-02T00:00:00Z",
        "date('2026-02-03') ~ date ~ 2026-02-03",
        "lead.ratio / 4.0 ~ float ~ 0.5",
        "lead.ratio / 4.0 ~ integer ~ 0",
        "lead.tags + ['b'] ~ string[] ~ [vip, b]",
      })
  void a_computed_value_fits_its_field(String source, String label, String expected) {
    FieldType type = FieldType.of(label).orElseThrow();
    Object value = expressions.value(compiled(source, type), scope()).orElseThrow();
    assertThat(type.computed(value))
        .isInstanceOfSatisfying(
            FieldType.Reading.Value.class,
            read -> assertThat(read.value().toString()).isEqualTo(expected));
  }

  @Test
  void an_absent_date_computes_to_nothing() {
    assertThat(expressions.value(compiled("lead.renewsOn", FieldType.DATE), scope())).isEmpty();
    assertThat(failures).isEmpty();
  }

  @Test
  void a_broken_stored_expression_is_false_and_counted() {
    assertThat(expressions.test(new Campaign.Expression("true", Map.of(), "!"), scope())).isFalse();
    assertThat(failures).hasSize(1);
  }
}
