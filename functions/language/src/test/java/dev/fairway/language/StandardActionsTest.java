package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Declaration.Account;
import dev.fairway.model.campaign.Declaration.Fieldset;
import dev.fairway.model.campaign.Declaration.LeadList;
import dev.fairway.model.campaign.Declaration.Program;
import dev.fairway.model.campaign.Declaration.Segment;
import dev.fairway.model.campaign.Declaration.Segmentation;
import dev.fairway.model.campaign.Declaration.StageModel;
import dev.fairway.model.campaign.Declaration.Status;
import dev.fairway.model.campaign.Declaration.User;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How steps of the standard catalogue name what a tenant declared.
class StandardActionsTest {
  private static final Schema SCHEMA =
      Schema.STANDARD.with(
          List.of(
              new LeadList("vip", ""),
              new Fieldset("basics", List.of("email")),
              new Account("acme", "", ""),
              new User("ann", "ann@acme.example", ""),
              new StageModel("revenue", List.of("Known", "MQL")),
              new Segmentation("size", List.of(new Segment("SMB", Optional.empty()))),
              new Program(
                  "webinar",
                  "",
                  List.of(new Status("Invited", false), new Status("Attended", true)),
                  Map.of("guests", FieldType.INTEGER),
                  List.of("Intro"))));

  private static ReadResult<Document.OfCampaign> read(List<String> steps) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: fairway.dev/v1
            kind: Campaign
            metadata: { name: a }
            spec:
              triggers: [{ on: person.formFilled }]
              flow:
            """);
    for (int i = 0; i < steps.size(); i++)
      yaml.append("    - { step: s").append(i).append(", ").append(steps.get(i)).append(" }\n");
    return CampaignReader.read(yaml.toString(), false, SCHEMA);
  }

  @Test
  void steps_name_what_is_declared_and_the_campaign_keeps_it() {
    List<String> steps =
        List.of(
            "do: list.add, with: { list: vip }",
            "do: list.remove, with: { list: vip }",
            "do: fieldset.add, with: { fieldset: basics }",
            "do: fieldset.remove, with: { fieldset: basics }",
            "do: account.add, with: { account: acme }",
            "do: account.remove, with: { account: acme }",
            "do: owner.change, with: { user: ann }",
            "do: stage.change, with: { model: revenue, stage: MQL }",
            "do: segment.change, with: { segmentation: size, segment: SMB }",
            "do: program.status, with: { program: webinar, status: Attended }",
            "do: program.success, with: { program: webinar, successDate: 2026-03-01 }",
            "do: program.memberData, with: { program: webinar, attribute: guests, value: 2 }",
            "do: nurture.add, with: { program: webinar, stream: Intro }",
            "do: nurture.stream, with: { program: webinar, stream: Intro }",
            "do: nurture.cadence, with: { program: webinar, cadence: paused }",
            "do: program.remove, with: { program: webinar }",
            "do: person.partition, with: { partition: \"{{lead.country}}\" }",
            "do: person.patch, with: { fields: { title: Chief, country: NULL } }",
            "do: consent.set, with: { channel: email, at: 2026-03-01T09:00:00Z }",
            "do: consent.remove, with: { channel: sms, purpose: news, reason: asked }");
    if (!(read(steps) instanceof ReadResult.Ok<Document.OfCampaign> ok))
      throw new AssertionError(read(steps).toString());
    Campaign campaign = ok.value().campaign();
    assertThat(campaign.assets()).isEqualTo(SCHEMA.assets());
    assertThat(CampaignJson.read(ok.value().definition())).isEqualTo(campaign);
    assertThat(campaign.flow()).extracting(Step::action).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "list.add, with: { list: vips } | with.list | vip",
        "list.add, with: { list: '{{lead.city}}' } | with.list | tokens are not possible",
        "owner.change, with: { user: bob } | with.user | bob",
        "program.status, with: { program: webinar, status: Atended } | with.status | Attended",
        "program.success, with: { program: webinar } | with | at least one of success, successDate",
        "program.success, with: { program: webinar, successDate: soon } | with.successDate | a date",
        "program.memberData, with: { program: webinar, attribute: guests, value: x } | with.value | a whole number",
        "nurture.add, with: { program: webinar, stream: Deep } | with.stream | Intro",
        "nurture.cadence, with: { program: webinar, cadence: slow } | with.cadence | paused, normal",
        "consent.set, with: { channel: E-Mail } | with.channel | a-z, 0-9 and -",
        "consent.set, with: { channel: email, at: noon } | with.at | a time with its zone"
      })
  void what_a_step_names_wrongly_is_told_with_its_place(String step, String path, String message) {
    assertThat(read(List.of("do: " + step)))
        .isInstanceOfSatisfying(
            ReadResult.Errors.class,
            errors -> {
              List<?> problems = errors.problems();
              assertThat(problems)
                  .singleElement()
                  .isInstanceOfSatisfying(
                      Problem.class,
                      problem -> {
                        assertThat(problem.path()).endsWith(path);
                        assertThat(problem.line()).isEqualTo(7);
                        assertThat(problem.message() + problem.allowed()).contains(message);
                      });
            });
  }
}
