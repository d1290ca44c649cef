package dev.fairway.model.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Lead;
import dev.fairway.model.Memberships;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Condition;
import dev.fairway.model.campaign.Filters.Rule;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

  private static List<Object> operands(Operator op, FieldType type, String text) {
    return switch (op.operands()) {
      case NONE, ONE, TWO, SOME -> values(type, text);
      case DURATION -> List.of(((DurationText.Parsed.Span) DurationText.parse(text)).duration());
      case FRAME -> List.of(TimeFrame.of(text).orElseThrow());
    };
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
    "string, -, starts with, x, false",
    "string, -, not starts with, x, true",
    "string, Straße, starts with, STRASS, true",
    "string, Berlin, starts with, 'x,BER', true",
    "string, Berlin, starts with, erl, false",
    "string, Berlin, not starts with, 'x,BER', false",
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
    // past and future: now is 2026-06-02 01:30 in Berlin, 23:30:15.5Z of the day before
    "datetime, 2026-06-01T23:30:15.5Z, in past, 30d, true",
    "datetime, 2026-06-01T23:30:15.6Z, in past, 30d, false",
    "datetime, 2026-05-02T23:30:15.5Z, in past, 30d, true",
    "datetime, 2026-05-02T23:30:15.4Z, in past, 30d, false",
    "datetime, 2026-05-02T23:30:15.5Z, in past before, 30d, false",
    "datetime, 2026-05-02T23:30:15.4Z, in past before, 30d, true",
    "datetime, 2026-06-01T23:30:15.5Z, in future, 2h, true",
    "datetime, 2026-06-01T23:30:15.4Z, in future, 2h, false",
    "datetime, 2026-06-02T01:30:15.5Z, in future, 2h, true",
    "datetime, 2026-06-02T01:30:15.6Z, in future, 2h, false",
    "datetime, 2026-06-02T01:30:15.5Z, in future after, 2h, false",
    "datetime, 2026-06-02T01:30:15.6Z, in future after, 2h, true",
    "datetime, -, in past, 30d, false",
    "datetime, -, in past before, 30d, true",
    "datetime, -, in future, 30d, false",
    "datetime, -, in future after, 30d, false",
    // a date by its days
    "date, 2026-06-02, in past, 1d, true",
    "date, 2026-06-01, in past, 1d, true",
    "date, 2026-05-31, in past, 1d, false",
    "date, 2026-05-31, in past before, 1d, true",
    "date, 2026-06-01, in past before, 1d, false",
    "date, 2026-06-02, in future, 1d, true",
    "date, 2026-06-03, in future, 1d, true",
    "date, 2026-06-04, in future, 1d, false",
    "date, 2026-06-04, in future after, 1d, true",
    "date, -, in time frame, today, false",
    "date, 2026-06-02, in time frame, today, true",
    "date, 2026-06-01, in time frame, today, false",
    "datetime, 2026-06-01T22:00:00Z, in time frame, today, true",
    "datetime, 2026-06-01T21:59:59Z, in time frame, today, false",
    "datetime, 2026-06-01T21:59:59Z, in time frame, yesterday, true",
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
    Rule rule = new Rule.OfField("f", type, operator, operands(operator, type, operands));
    Filters filters = new Filters(new Filters.Match.All(), List.of(rule));
    assertThat(filters.test(Samples.scope(fields))).isEqualTo(expected);
  }

  /// In list vip, registered for the webinar, an SQL, put into segment SMB of size; `region` goes
  /// by rules, of which the first that holds is MQL's or SQL's.
  private static final Scope MEMBER =
      new Scope(
          new Lead(
              7,
              "ann",
              1,
              Map.of(),
              Memberships.of(
                  Map.of(
                      "lists", Map.of("vip", Map.of("since", "monday")),
                      "programs", Map.of("webinar", Map.of("status", "Registered")),
                      "stages", Map.of("revenue", Map.of("stage", "SQL")),
                      "segments",
                          Map.of(
                              "size", Map.of("segment", "SMB"),
                              "region", Map.of("segment", "else")),
                      "accounts", Map.of("acme", Map.of())))),
          Map.of(),
          Map.of(),
          "",
          "welcome",
          Optional.empty(),
          Map.of(),
          Samples.ZONE,
          Samples.NOW,
          Map.of(),
          Assets.NONE.with(
              List.of(
                  new Declaration.Segmentation("size", List.of(segment("SMB"), segment("Big"))),
                  new Declaration.Segmentation(
                      "region",
                      List.of(
                          segment("none", in(MembershipRule.LIST, "cold")),
                          segment("sales", in(MembershipRule.STAGE, "revenue", "MQL", "SQL")),
                          segment("late", in(MembershipRule.LIST, "vip")),
                          segment("else"))),
                  new Declaration.Segmentation(
                      "rest",
                      List.of(segment("none", in(MembershipRule.LIST, "cold")), segment("else"))),
                  new Declaration.Segmentation(
                      "open", List.of(segment("none", in(MembershipRule.LIST, "cold")))))),
          History.NONE,
          Map.of());

  private static Rule in(MembershipRule rule, String name, String... places) {
    return new Rule.OfMembership(rule, name, List.of(places), true);
  }

  private static Declaration.Segment segment(String name, Rule... rules) {
    return new Declaration.Segment(
        name,
        rules.length == 0
            ? Optional.empty()
            : Optional.of(new Filters(new Filters.Match.All(), List.of(rules))));
  }

  @ParameterizedTest
  @CsvSource({
    "list, vip, '', true",
    "list, cold, '', false",
    "account, acme, '', true",
    "account, umbrella, '', false",
    "program, webinar, '', true",
    "program, webinar, Registered, true",
    "program, webinar, 'Invited,Registered', true",
    "program, webinar, Invited, false",
    "program, course, '', false",
    "program, course, Registered, false",
    "stage, revenue, 'MQL,SQL', true",
    "stage, revenue, MQL, false",
    "stage, other, SQL, false",
    "segment, size, SMB, true",
    "segment, size, Big, false",
    "segment, region, sales, true",
    "segment, region, late, false", // the first that holds
    "segment, region, else, false", // not the one it was put into
    "segment, rest, else, true", // everybody else
    "segment, open, none, false", // in none at all
  })
  void a_rule_over_memberships_means(String of, String name, String places, boolean expected) {
    List<String> named = places.isEmpty() ? List.of() : List.of(places.split(","));
    MembershipRule rule = MembershipRule.of(of).orElseThrow();
    for (boolean is : new boolean[] {true, false})
      assertThat(
              new Filters(
                      new Filters.Match.All(),
                      List.of(new Rule.OfMembership(rule, name, named, is)))
                  .test(MEMBER))
          .isEqualTo(expected == is);
  }

  @Test
  void the_sample_of_a_segment_is_the_same_for_every_campaign() {
    Declaration.Segmentation halves =
        new Declaration.Segmentation(
            "halves", List.of(segment("a", new Rule.RandomSample(50)), segment("b")));
    Filters inA =
        new Filters(new Filters.Match.All(), List.of(in(MembershipRule.SEGMENT, "halves", "a")));
    for (int i = 0; i < 100; i++) {
      Scope scope =
          new Scope(
              lead("lead-" + i),
              Map.of(),
              Map.of(),
              "",
              "one",
              Optional.empty(),
              Map.of(),
              Samples.ZONE,
              Samples.NOW,
              Map.of(),
              Assets.NONE.with(List.of(halves)),
              History.NONE,
              Map.of());
      assertThat(inA.test(scope)).isEqualTo(inA.test(scope.named("two")));
    }
  }

  @ParameterizedTest
  @CsvSource({"all, 11, true", "all, 10, false", "any, 01, true", "any, 00, false"})
  void all_and_any(String match, String results, boolean expected) {
    List<Rule> rules =
        Arrays.stream(results.split(""))
            .<Rule>map(
                each -> new Rule.OfField("f" + each, FieldType.INTEGER, Operator.IS, List.of(1L)))
            .toList();
    Filters.Match how = match.equals("all") ? new Filters.Match.All() : new Filters.Match.Any();
    assertThat(new Filters(how, rules).test(Samples.scope(Map.of("f1", 1L)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "today, 2026-08-19, 2026-08-19, 2026-08-19",
    "yesterday, 2026-03-01, 2026-02-28, 2026-02-28",
    "tomorrow, 2026-12-31, 2027-01-01, 2027-01-01",
    "this week, 2026-08-17, 2026-08-17, 2026-08-23", // a Monday
    "this week, 2026-08-23, 2026-08-17, 2026-08-23", // a Sunday
    "last week, 2026-01-04, 2025-12-22, 2025-12-28",
    "next week, 2026-08-23, 2026-08-24, 2026-08-30",
    "this month, 2024-02-10, 2024-02-01, 2024-02-29",
    "last month, 2026-03-31, 2026-02-01, 2026-02-28",
    "next month, 2026-01-31, 2026-02-01, 2026-02-28",
    "this quarter, 2026-08-19, 2026-07-01, 2026-09-30",
    "last quarter, 2026-03-31, 2025-10-01, 2025-12-31",
    "this year, 2026-08-19, 2026-01-01, 2026-12-31",
    "last year, 2024-02-29, 2023-01-01, 2023-12-31",
  })
  void a_time_frame_is_whole_days(String label, LocalDate today, LocalDate first, LocalDate last) {
    TimeFrame frame = TimeFrame.of(label).orElseThrow();
    assertThat(today.minusDays(900).datesUntil(today.plusDays(900)))
        .filteredOn(day -> frame.contains(day, today))
        .first()
        .isEqualTo(first);
    assertThat(today.minusDays(900).datesUntil(today.plusDays(900)))
        .filteredOn(day -> frame.contains(day, today))
        .hasSize((int) ChronoUnit.DAYS.between(first, last) + 1)
        .last()
        .isEqualTo(last);
  }

  /// Leads 0 to 999 that a campaign's sample takes.
  private static Set<Integer> sample(int percent, String place) {
    Filters filters = new Filters(new Filters.Match.All(), List.of(new Rule.RandomSample(percent)));
    return IntStream.range(0, 1_000)
        .filter(lead -> filters.test(Samples.scope(Map.of()).with(lead("lead-" + lead)), place))
        .boxed()
        .collect(Collectors.toSet());
  }

  private static Lead lead(String id) {
    return new Lead(7, id, 1, Map.of());
  }

  @Test
  void a_sample_takes_its_share_and_always_the_same_leads() {
    assertThat(sample(20, "a")).hasSizeBetween(150, 250).isEqualTo(sample(20, "a"));
    assertThat(sample(40, "a")).hasSizeBetween(340, 460).containsAll(sample(20, "a"));
    assertThat(sample(100, "a")).hasSize(1_000);
  }

  @Test
  void samples_of_two_places_are_independent() {
    Set<Integer> both = sample(50, "a");
    both.retainAll(sample(50, "b"));
    assertThat(both).hasSizeBetween(200, 300);
  }

  @Test
  void a_step_draws_another_sample_than_the_campaign() {
    Choice half =
        new Choice(
            Optional.of(
                new Condition.Rules(
                    new Filters(new Filters.Match.All(), List.of(new Rule.RandomSample(50))))),
            true,
            Map.of());
    long skipped =
        sample(50, "welcome").stream()
            .map(lead -> Samples.scope(Map.of()).with(lead("lead-" + lead)))
            .map(scope -> Choices.choose(Samples.step(Map.of(), half), scope, FlowTest.WORDS))
            .filter(Choices.Chosen.Skip.class::isInstance)
            .count();
    assertThat(skipped).isBetween(200L, 300L);
  }
}
