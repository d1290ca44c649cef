package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.MatchText;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Qualification;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Document.OfCampaign read(String source, boolean json) {
    return switch (CampaignReader.read(source, json, Examples.SCHEMA)) {
      case ReadResult.Ok<Document.OfCampaign> ok -> ok.value();
      case ReadResult.Errors<Document.OfCampaign> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"hot-lead", "every"})
  void a_good_file_survives_its_canonical_json(String name) throws IOException {
    Document.OfCampaign document = read(Examples.file("good/" + name + ".yaml"), false);
    String json = JSON.writeValueAsString(document.definition());
    Map<String, Object> again = JSON.readValue(json, new TypeReference<>() {});
    Campaign campaign = CampaignJson.read(again);
    assertThat(campaign).isEqualTo(document.campaign());
    assertThat(JSON.writeValueAsString(CampaignJson.write(campaign))).isEqualTo(json);
  }

  @Test
  void scalars_are_read_as_written() throws IOException {
    Campaign campaign = read(Examples.file("good/hot-lead.yaml"), false).campaign();
    assertThat(campaign.flow().get(0).with()).containsEntry("change", "+10");
    assertThat(campaign.flow().get(2).with()).containsEntry("value", "01234");
    assertThat(campaign.filters().rules().get(1))
        .isInstanceOfSatisfying(
            Filters.Rule.OfField.class,
            rule -> assertThat(rule.value()).containsExactly("US", "NO"));
    assertThat(campaign.qualification())
        .isEqualTo(new Qualification.Per(Duration.ofHours(7 * 24 + 12)));
    assertThat(campaign.priority()).isEqualTo(Priority.HIGH);
    assertThat(campaign.filters().match())
        .isInstanceOfSatisfying(
            Filters.Match.Advanced.class,
            match -> assertThat(MatchText.format(match.root())).isEqualTo("1 and (2 or 3)"));
    assertThat(campaign.triggers().getFirst().guards())
        .containsExactly(new Campaign.Guard("event.form", List.of("Demo")));
    assertThat(campaign.fields().keySet())
        .contains("behaviour", "trail", "postalCode", "renewsOn", "plan", "email", "n");
  }

  @Test
  void json_of_the_same_shape_is_the_same_campaign() {
    String yaml =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: a }
        spec:
          triggers: [{ on: order.paid, where: event.amount > 5 }]
          flow: [{ step: s, do: person.set, with: { attribute: n, value: 5 } }]
        """;
    String json =
        """
        {"apiVersion":"fairway.dev/v1","kind":"Campaign","metadata":{"name":"a"},
         "spec":{"flow":[{"step":"s","do":"person.set","with":{"value":5,"attribute":"n"}}],
                 "triggers":[{"where":"event.amount > 5","on":"order.paid"}]}}
        """;
    assertThat(read(json, true)).isEqualTo(read(yaml, false));
  }

  @Test
  void an_undeclared_event_type_is_a_warning_with_the_nearest_name() {
    String yaml =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: a }
        spec:
          triggers: [{ on: person.formFiled, where: event.x.y == 1 }]
          flow: [{ step: s, do: person.delete }]
        """;
    assertThat(CampaignReader.read(yaml, false, Examples.SCHEMA))
        .isInstanceOfSatisfying(
            ReadResult.Ok.class,
            ok -> assertThat(ok.warnings().toString()).contains("person.formFilled"));
  }

  @Test
  void every_error_of_a_file_is_told_with_its_line() {
    String yaml =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: a }
        spec:
          triggers: [{ on: order.paid, where: event.amout > 5 }]
          filters: { rules: [{ field: emial, op: is, value: x }] }
          qualification: { per: 4 hrs }
          flow:
            - { step: s, do: score.chnge }
            - { step: s, do: person.set, with: { attribute: n, value: many } }
        """;
    assertThat(CampaignReader.read(yaml, false, Examples.SCHEMA))
        .isInstanceOfSatisfying(
            ReadResult.Errors.class,
            errors -> {
              @SuppressWarnings("unchecked")
              List<Problem> problems = errors.problems();
              assertThat(problems).extracting(Problem::line).containsExactly(5, 6, 7, 9, 10, 10);
              assertThat(problems)
                  .extracting(Problem::path)
                  .containsExactly(
                      "spec.triggers[0].where",
                      "spec.filters.rules[0].field",
                      "spec.qualification.per",
                      "spec.flow[0].do",
                      "spec.flow[1].step",
                      "spec.flow[1].with.value");
            });
  }
}
