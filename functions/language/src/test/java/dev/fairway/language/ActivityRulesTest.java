package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Lead;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Choices;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules that count what the lead has done.
class ActivityRulesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Campaign campaign(String rule) {
    return Examples.campaign("{ rules: [" + rule + "] }");
  }

  private static Filters.Rule rule(String rule) {
    return campaign(rule).filters().rules().getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ activity: order.paid }                          | {\"activity\":\"order.paid\"}",
        "{ activity: order.paid, op: done, atLeast: 1 }    | {\"activity\":\"order.paid\"}",
        "{ activity: order.paid, op: not done, within: 36h } | {\"activity\":\"order.paid\",\"op\":\"not done\",\"within\":\"1d12h\"}",
        "{ campaign: welcome, op: member }                 | {\"campaign\":\"welcome\"}",
        "{ campaign: pulse, op: not member, within: 13d }  | {\"campaign\":\"pulse\",\"op\":\"not member\",\"within\":\"1w6d\"}",
        "{ activity: a.b, atLeast: 2, where: [{ field: x.y, op: is, value: 1 }] } | {\"activity\":\"a.b\",\"atLeast\":2,\"where\":[{\"field\":\"x.y\",\"type\":\"any\",\"op\":\"is\",\"value\":[\"1\"]}]}",
        "{ activity: page.visited, where: [{ field: secs, type: integer, op: at least, value: 5 }] } | {\"activity\":\"page.visited\",\"where\":[{\"field\":\"secs\",\"type\":\"integer\",\"op\":\"at least\",\"value\":[5]}]}",
      })
  void a_rule_is_stored_as_an_author_may_write_it(String written, String stored)
      throws JsonProcessingException {
    Campaign campaign = campaign(written);
    String json = JSON.writeValueAsString(CampaignJson.write(campaign));
    String shown = JSON.readTree(json).at("/filters/rules/0").toString();
    assertThat(shown).isEqualTo(stored);
    assertThat(CampaignJson.read(JSON.readValue(json, new TypeReference<>() {})))
        .isEqualTo(campaign);
    assertThat(campaign(shown)).isEqualTo(campaign);
  }

  private static History.Done done(String ago, Map<String, Object> data) {
    return new History.Done(NOW.minus(Duration.parse(ago)), data);
  }

  private static final History PAID =
      new History(
          Map.of(
              "order.paid",
              List.of(
                  done("PT1H", Map.of("amount", 20.5, "item", "Pen")),
                  done("P3D", Map.of("amount", "7", "item", "Cup")),
                  done("P9D", Map.of("amount", "much", "item", 3L)))));

  private static Scope scope(Campaign campaign, History history) {
    return Scope.of(
            campaign,
            Map.of(),
            Map.of(),
            new Lead(7, "ann", 1, Map.of()),
            "acme",
            ZoneOffset.UTC,
            NOW)
        .with(history);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                  | 3 | true",
        ", atLeast: 3                                      | 3 | true",
        ", atLeast: 4                                      | 3 | false",
        ", op: not done                                    | 3 | false",
        ", op: not done, atLeast: 4                        | 3 | true",
        ", within: 1d                                      | 1 | true",
        ", within: 3d                                      | 2 | true",
        ", within: 1min                                    | 0 | false",
        ", within: 1min, op: not done                      | 0 | true",
        ", where: [{ field: item, op: is, value: pen }]    | 1 | true",
        ", where: [{ field: item, op: is, value: 3 }]      | 1 | true",
        ", where: [{ field: item, op: is, value: [cup, pen] }], within: 2d | 1 | true",
        ", where: [{ field: amount, op: greater than, value: 1 }] | 2 | true",
        ", where: [{ field: amount, op: less than, value: 1 }]    | 0 | false",
        ", where: [{ field: item, op: is, value: pen }, { field: amount, op: is, value: 7 }] | 0 | false",
      })
  void it_counts(String words, long count, boolean holds) {
    Campaign campaign = campaign("{ activity: order.paid" + (words == null ? "" : words) + " }");
    Filters filters = campaign.filters();
    Scope scope = scope(campaign, PAID);
    assertThat(((Filters.Rule.OfActivity) filters.rules().getFirst()).count(scope))
        .isEqualTo(count);
    assertThat(filters.test(scope)).isEqualTo(holds);
  }

  @Test
  void what_must_be_read_is_the_longest_time_and_all_fields() {
    Filters filters =
        campaign(
                "{ activity: order.paid, within: 7d, where: [{ field: item, op: is empty }] },"
                    + " { activity: order.paid, within: 9d, where: [{ field: amount, op: is, value: 1 }] },"
                    + " { activity: a.b, within: 1d }, { activity: a.b },"
                    + " { field: email, op: is empty }")
            .filters();
    assertThat(filters.past(campaign("{ activity: a.b }").assets()).types())
        .isEqualTo(
            Map.of(
                "order.paid",
                new History.Need.Part(Optional.of(Duration.ofDays(9)), Set.of("item", "amount")),
                "a.b",
                new History.Need.Part(Optional.empty(), Set.of())));
  }

  @Test
  void a_segmentation_asks_for_what_its_segments_ask() {
    var segments =
        List.of(
            new Declaration.Segment(
                "Keen",
                Optional.of(
                    new Filters(new Filters.Match.All(), List.of(rule("{ activity: a.b }"))))),
            new Declaration.Segment("Cold", Optional.empty()));
    Schema schema =
        Examples.SCHEMA.with(List.of(new Declaration.Segmentation("interest", segments)));
    String source =
        Examples.source("{ rules: [{ segment: interest, value: Keen }] }")
            .replace(
                "do: person.delete",
                "do: person.clear, with: { attribute: plan }, choices: [{ when: { rules: [{"
                    + " activity: c.d }] }, nothing: true }]");
    if (!(CampaignReader.read(source, false, schema)
        instanceof ReadResult.Ok<Document.OfCampaign> ok)) throw new AssertionError(source);
    Campaign campaign = ok.value().campaign();
    History.Need need = campaign.filters().past(campaign.assets());
    assertThat(need.types()).containsOnlyKeys("a.b");
    assertThat(Choices.past(campaign).types()).containsOnlyKeys("c.d");
    History nothing = History.empty(need);
    assertThat(campaign.filters().test(scope(campaign, nothing))).isFalse();
    History once = nothing.and(History.of("a.b", done("PT1H", Map.of())));
    assertThat(campaign.filters().test(scope(campaign, once))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', P9D, true",
    "'', , false",
    "', op: not member', P9D, false",
    "', op: not member', , true",
    "', within: 7d', P9D, false",
    "', within: 9d', P9D, true",
    "', within: 7d, op: not member', P9D, true",
  })
  void a_campaign_counts_from_its_last_entry(String words, Duration ago, boolean holds) {
    Campaign campaign = campaign("{ campaign: welcome" + words + " }");
    History.Need need = campaign.filters().past(campaign.assets());
    assertThat(need.campaigns()).containsExactly("welcome");
    History history =
        ago == null
            ? History.empty(need)
            : new History(Map.of(), Map.of("welcome", Optional.of(NOW.minus(ago))));
    assertThat(campaign.filters().test(scope(campaign, history))).isEqualTo(holds);
  }

  @Test
  void campaigns_of_the_same_file_may_be_named() {
    String named =
        Examples.source("{ rules: [{ campaign: other }] }")
            + "---\n"
            + Examples.source("{ rules: [] }").replace("name: a", "name: other");
    assertThat(DocumentReader.read(named, false, Examples.SCHEMA))
        .isInstanceOf(ReadResult.Ok.class);
    String every = named + "  qualification: every\n";
    assertThat(DocumentReader.read(every, false, Examples.SCHEMA))
        .isInstanceOfSatisfying(
            ReadResult.Errors.class,
            errors -> assertThat(errors.problems().toString()).contains("must be 14d at most"));
  }

  @Test
  void a_type_that_nobody_declared_is_a_warning() {
    List<String> warnings = new ArrayList<>();
    if (CampaignReader.read(
            Examples.source("{ rules: [{ activity: a.b }] }"), false, Examples.SCHEMA)
        instanceof ReadResult.Ok<Document.OfCampaign> ok)
      ok.warnings().forEach(warning -> warnings.add(warning.path() + " " + warning.message()));
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("spec.filters.rules[0].activity event type \"a.b\" is not declared");
  }
}
