package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Lead;
import dev.fairway.model.Memberships;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Choices;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.MembershipRule;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules and expressions that ask what the lead is a member of.
class MembershipRulesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ReadResult<Document.OfCampaign> read(String filters, String step) {
    String source =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: a }
        spec:
          triggers: [{ on: order.paid }]
          filters: { rules: [%s] }
          flow: [%s]
        """
            .formatted(filters, step);
    return CampaignReader.read(source, false, ReferencesTest.SCHEMA);
  }

  private static Campaign campaign(String filters, String step) {
    return switch (read(filters, step)) {
      case ReadResult.Ok<Document.OfCampaign> ok -> ok.value().campaign();
      case ReadResult.Errors<Document.OfCampaign> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  private static List<Problem> problems(String filters, String step) {
    return read(filters, step) instanceof ReadResult.Errors<?>(List<Problem> problems)
        ? problems
        : List.of();
  }

  private static final String STEP = "{ step: s, do: person.delete }";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ list: vip }                                              | LIST, vip, [], true       | List vip",
        "{ list: vip, is: member }                                  | LIST, vip, [], true       | List vip",
        "{ list: vip, is: not member }                              | LIST, vip, [], false      | List vip",
        "{ account: acme, is: not member }                          | ACCOUNT, acme, [], false  | Account acme",
        "{ program: webinar }                                       | PROGRAM, webinar, [], true | Program webinar",
        "{ program: webinar, status: Attended }                     | PROGRAM, webinar, [Attended], true | Program webinar",
        "{ program: webinar, status: [Invited, Attended], is: not member } | PROGRAM, webinar, [Invited, Attended], false | Program webinar",
        "{ stage: revenue, value: [MQL, SQL] }                      | STAGE, revenue, [MQL, SQL], true | StageModel revenue",
        "{ stage: revenue, is: not, value: MQL }                    | STAGE, revenue, [MQL], false | StageModel revenue",
        "{ segment: size, value: SMB }                              | SEGMENT, size, [SMB], true | Segmentation size",
        "{ segment: size, value: SMB, is: not }                     | SEGMENT, size, [SMB], false | Segmentation size",
      })
  void a_rule_is_stored_with_what_it_names(String written, String meant, String named)
      throws JsonProcessingException {
    Campaign campaign = campaign(written, STEP);
    assertThat(campaign.filters().rules())
        .singleElement()
        .isInstanceOfSatisfying(
            Filters.Rule.OfMembership.class,
            rule ->
                assertThat(rule.of() + ", " + rule.name() + ", " + rule.places() + ", " + rule.is())
                    .isEqualTo(meant));
    assertThat(campaign.assets().declared()).containsOnlyKeys(named);
    String json = JSON.writeValueAsString(CampaignJson.write(campaign));
    Map<String, Object> stored = JSON.readValue(json, new TypeReference<>() {});
    assertThat(CampaignJson.read(stored)).isEqualTo(campaign);
    String shown = JSON.readTree(json).at("/filters/rules/0").toString();
    assertThat(campaign(shown, STEP)).as("written as it is shown").isEqualTo(campaign);
  }

  @Test
  void a_choice_asks_as_filters_do() {
    Campaign campaign =
        campaign(
            "",
            "{ step: s, do: person.clear, with: { attribute: plan }, choices:"
                + " [{ when: { rules: [{ list: vip }] }, nothing: true }] }");
    assertThat(campaign.assets().declared()).containsOnlyKeys("List vip");
    var words = new CelExpressions((failed, why) -> {});
    assertThat(Choices.choose(campaign.flow().getFirst(), scope("lists", "vip"), words))
        .isInstanceOf(Choices.Chosen.Skip.class);
    assertThat(Choices.choose(campaign.flow().getFirst(), scope("lists", "cold"), words))
        .isInstanceOf(Choices.Chosen.Run.class);
  }

  @Test
  void what_takes_leads_out_of_a_flow_may_ask_too() {
    String source =
        Examples.source("{ rules: [] }")
            .replace("flow:", "exitOn: [{ on: order.paid, where: 'isMember(\"vip\")' }]\n  flow:");
    assertThat(CampaignReader.read(source, false, ReferencesTest.SCHEMA))
        .isInstanceOfSatisfying(
            ReadResult.Ok.class,
            ok ->
                assertThat(((Document.OfCampaign) ok.value()).campaign().assets().declared())
                    .containsOnlyKeys("List vip"));
  }

  private static Scope scope(String kind, String name) {
    Memberships memberships =
        Memberships.of(Map.of(kind, Map.of(name, Map.of("status", "Attended", "stage", "SQL"))));
    Lead lead = new Lead(7, "ann", 1, Map.of(), memberships);
    return new Scope(lead, Map.of(), Map.of(), "a", Map.of(), ZoneOffset.UTC, Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ list: vop }                 | .list      | unknown list \"vop\"; did you mean \"vip\"? | cold, vip",
        "{ list: vip, is: no member }  | .is        | unknown value \"no member\"; did you mean \"not member\"? | member, not member",
        "{ list: vip, status: x }      | .status    | unknown key \"status\"   | list, is",
        "{ list: vip, program: webinar } | .program | unknown key \"program\"  | list, is",
        "{ list: vip, field: n, op: is, value: 1 } | .list | unknown key \"list\" | field, type, op, value",
        "{ lst: vip, field: n, op: is, value: 1 } | .lst | unknown key \"lst\" | field, type, op, value",
        "{ list: \"{{lead.plan}}\" } | .list      | a list is named as it is | ``",
        "{ account: [acme] }           | .account   | must be one value        | ``",
        "{ program: webinr }           | .program   | did you mean \"webinar\"? | course, webinar",
        "{ program: webinar, status: Atended } | .status | unknown status of webinar \"Atended\"; did you mean \"Attended\"? | Invited, Attended",
        "{ program: course, status: [Enrolled, Attended] } | .status[1] | unknown status of course \"Attended\" | Enrolled",
        "{ program: webinar, status: [] } | .status | must name at least one status | ``",
        "{ stage: revenue }            | .value     | value is missing         | ``",
        "{ stage: revenue, value: MQ } | .value     | unknown stage of revenue \"MQ\"; did you mean \"MQL\"? | MQL, SQL",
        "{ stage: revenue, value: MQL, is: not member } | .is | unknown value \"not member\" | not",
        "{ segment: sze, value: SMB }  | .segment   | did you mean \"size\"? | size",
        "{ segment: size, value: Big } | .value     | unknown segment of size \"Big\" | SMB",
      })
  void a_wrong_rule_is_refused(String rule, String path, String message, String allowed) {
    assertThat(problems(rule, STEP))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.path()).isEqualTo("spec.filters.rules[0]" + path);
          assertThat(problem.line()).isEqualTo(6);
          assertThat(problem.message()).contains(message);
          assertThat(String.join(", ", problem.allowed())).isEqualTo(allowed);
        });
  }

  @Test
  void a_rule_of_no_kind_is_told_of_all_kinds() {
    assertThat(problems("{ lists: vip }", STEP))
        .anySatisfy(problem -> {
          assertThat(problem.message()).contains("did you mean \"list\"?");
          assertThat(problem.allowed())
              .contains("field", "special")
              .containsAll(
                  Arrays.stream(MembershipRule.values()).map(MembershipRule::key).toList());
        });
  }

  private static String when(String expression) {
    return "{ step: s, do: person.clear, with: { attribute: plan }, choices: [{ when: '%s', nothing:"
            .formatted(expression)
        + " true }] }";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "isMember(\"vip\")                        | lists/vip        | true  | List vip",
        "isMember(\"vip\")                        | lists/cold       | false | List vip",
        "!isMember(\"vip\") && lead.n == 0        | lists/cold       | true  | List vip",
        "inProgram(\"webinar\")                   | programs/webinar | true  | Program webinar",
        "inProgram(\"webinar\")                   | lists/webinar    | false | Program webinar",
        "programStatus(\"webinar\") == \"Attended\" | programs/webinar | true | Program webinar",
        "programStatus(\"webinar\") == \"\"     | programs/course  | true  | Program webinar",
        "stage(\"revenue\") in [\"MQL\", \"SQL\"] | stages/revenue | true | StageModel revenue",
        "stage(\"revenue\") == \"SQL\"          | stages/other     | false | StageModel revenue",
      })
  void an_expression_asks_for_memberships(
      String expression, String in, boolean expected, String named) throws JsonProcessingException {
    Campaign campaign = campaign("", when(expression));
    assertThat(campaign.assets().declared()).containsOnlyKeys(named);
    String json = JSON.writeValueAsString(CampaignJson.write(campaign));
    Campaign stored = CampaignJson.read(JSON.readValue(json, new TypeReference<>() {}));
    List<String> failures = new ArrayList<>();
    var words = new CelExpressions((failed, why) -> failures.add(why));
    Scope scope = scope(in.substring(0, in.indexOf('/')), in.substring(in.indexOf('/') + 1));
    assertThat(
            Choices.choose(stored.flow().getFirst(), scope, words) instanceof Choices.Chosen.Skip)
        .isEqualTo(expected);
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "isMember(\"vop\")           | unknown list \"vop\"; did you mean \"vip\"? | cold, vip",
        "inProgram(\"webinr\")       | did you mean \"webinar\"?                 | course, webinar",
        "programStatus(\"x\") == \"\" | unknown program \"x\"                  | course, webinar",
        "stage(\"x\") == \"\"      | unknown stage model \"x\"                 | revenue",
        "isMember(lead.plan)           | takes one name in quotes, as isMember(\"x\") | ``",
        "isMember()                    | takes one name in quotes                    | ``",
        "stage(\"revenue\") == 1     | cannot be applied to                        | ``",
      })
  void a_wrong_question_is_refused(String expression, String message, String allowed) {
    assertThat(problems("", when(expression)))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.message()).contains(message);
          assertThat(String.join(", ", problem.allowed())).isEqualTo(allowed);
        });
  }

  @Test
  void a_trigger_knows_no_memberships() {
    String source =
        Examples.source("{ rules: [] }")
            .replace("on: order.paid }", "on: order.paid, where: 'isMember(\"vip\")' }");
    assertThat(CampaignReader.read(source, false, ReferencesTest.SCHEMA))
        .isInstanceOfSatisfying(
            ReadResult.Errors.class,
            errors ->
                assertThat(errors.problems())
                    .extracting("message")
                    .containsExactly(
                        "lead is not known in the where of a trigger: put conditions on the lead"
                            + " into filters"));
  }
}
