package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.Family;
import dev.fairway.model.Lead;
import dev.fairway.model.Priority;
import dev.fairway.model.campaign.ActionSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterSpec;
import dev.fairway.model.campaign.ActionSpec.ParameterType;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Declaration.Status;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Parameters;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import dev.fairway.model.campaign.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Steps that name what a tenant declares, with a catalogue of one action for each way to do so.
class ReferencesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final Schema SCHEMA =
      Examples.SCHEMA.with(
          List.of(
              new Declaration.LeadList("vip", ""),
              new Declaration.LeadList("cold", ""),
              new Declaration.Program(
                  "webinar",
                  "",
                  List.of(new Status("Invited", false), new Status("Attended", true)),
                  Map.of("seat", FieldType.STRING, "guests", FieldType.INTEGER),
                  List.of()),
              new Declaration.Program(
                  "course",
                  "",
                  List.of(new Status("Enrolled", false)),
                  Map.of(),
                  List.of("Intro", "Deep dive")),
              new Declaration.StageModel("revenue", List.of("MQL", "SQL")),
              new Declaration.Segmentation(
                  "size", List.of(new Declaration.Segment("SMB", Optional.empty()))),
              new Declaration.Account("acme", "", ""),
              new Declaration.Fieldset("basics", List.of("email")),
              new Declaration.User("ann", "ann@acme.example", ""),
              new Declaration.User("bob", "bob@acme.example", ""),
              new Declaration.UserPool("sales", List.of("bob")),
              new Declaration.ObjectType("order", "", Map.of("total", FieldType.FLOAT))));

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              action("name.list", "list", ParameterType.LIST),
              action("name.user", "user", ParameterType.USER),
              action("name.pool", "pool", ParameterType.POOL),
              action("name.flow", "flow", ParameterType.FLOW),
              action("name.object", "object", ParameterType.OBJECT),
              action(
                  "set.object",
                  "object",
                  ParameterType.OBJECT,
                  "fields",
                  ParameterType.OBJECT_FIELDS),
              action("name.account", "account", ParameterType.ACCOUNT),
              action("name.fieldset", "fieldset", ParameterType.FIELDSET),
              action(
                  "set.status",
                  "program",
                  ParameterType.PROGRAM,
                  "status",
                  ParameterType.PROGRAM_STATUS),
              action(
                  "set.stream",
                  "program",
                  ParameterType.PROGRAM,
                  "stream",
                  ParameterType.PROGRAM_STREAM),
              action("set.stage", "model", ParameterType.STAGE_MODEL, "stage", ParameterType.STAGE),
              action(
                  "set.segment",
                  "segmentation",
                  ParameterType.SEGMENTATION,
                  "segment",
                  ParameterType.SEGMENT),
              action(
                  "set.data",
                  "program",
                  ParameterType.PROGRAM,
                  "attribute",
                  ParameterType.PROGRAM_DATA,
                  "value",
                  ParameterType.PROGRAM_VALUE),
              action("set.field", "attribute", ParameterType.FIELD, "value", ParameterType.VALUE)));

  /// @param parameters names and types in turn
  private static ActionSpec action(String name, Object... parameters) {
    List<ParameterSpec> specs =
        IntStream.range(0, parameters.length / 2)
            .mapToObj(i ->
                new ParameterSpec(
                    parameters[2 * i].toString(),
                    (ParameterType) parameters[2 * i + 1],
                    true,
                    Optional.empty(),
                    List.of(),
                    ""))
            .toList();
    return new ActionSpec(
        name,
        Family.MEMBERSHIP,
        Priority.NORMAL,
        specs,
        List.of(),
        ActionSpec.Nesting.NONE,
        false,
        ActionSpec.Meaning.of(""));
  }

  private static ReadResult<Document.OfCampaign> read(String step) {
    String source =
        """
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: a }
        spec:
          triggers: [{ on: order.paid }]
          flow:
            - { step: s, %s }
        """
            .formatted(step);
    return CampaignReader.read(source, false, SCHEMA, CATALOGUE);
  }

  private static Campaign campaign(String step) {
    return switch (read(step)) {
      case ReadResult.Ok<Document.OfCampaign> ok -> ok.value().campaign();
      case ReadResult.Errors<Document.OfCampaign> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  @Test
  void every_reference_type_is_tried_here() {
    assertThat(Arrays.stream(ParameterType.values()).filter(type -> type.reference().isPresent()))
        .allMatch(type ->
            CATALOGUE.names().stream()
                .flatMap(name -> CATALOGUE.get(name).parameters().stream())
                .anyMatch(parameter -> parameter.type() == type));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name.list, with: { list: vip }                                 | List vip",
        "name.account, with: { account: acme }                          | Account acme",
        "name.fieldset, with: { fieldset: basics }                      | Fieldset basics",
        "name.user, with: { user: ann }                                 | User ann",
        "name.pool, with: { pool: sales }                               | Pool sales, User bob",
        "set.status, with: { program: webinar, status: Attended }       | Program webinar",
        "set.stream, with: { program: course, stream: Deep dive }       | Program course",
        "set.data, with: { program: webinar, attribute: guests, value: 3 } | Program webinar",
        "set.stage, with: { model: revenue, stage: SQL }                | StageModel revenue",
        "set.segment, with: { segmentation: size, segment: SMB }        | Segmentation size",
        "set.field, with: { attribute: n, value: 3 }                    | ''",
      })
  void a_campaign_carries_what_its_steps_name(String step, String expected)
      throws JsonProcessingException {
    Campaign campaign = campaign("do: " + step);
    assertThat(String.join(", ", campaign.assets().declared().keySet())).isEqualTo(expected);
    campaign
        .assets()
        .declared()
        .values()
        .forEach(
            asset -> assertThat(SCHEMA.assets().find(asset.kind(), asset.name())).contains(asset));
    String json = JSON.writeValueAsString(CampaignJson.write(campaign));
    assertThat(CampaignJson.read(JSON.readValue(json, new TypeReference<>() {})))
        .isEqualTo(campaign);
  }

  @Test
  void a_campaign_stored_before_there_were_assets_has_none() {
    Map<String, Object> definition =
        CampaignJson.write(campaign("do: set.field, with: { attribute: n, value: 3 }"));
    assertThat(definition).doesNotContainKey("assets");
    assertThat(CampaignJson.read(definition).assets()).isEqualTo(Assets.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name.list, with: { list: vop }        | with.list | unknown list \"vop\"; did you mean \"vip\"? | cold, vip",
        "name.list, with: { list: \"{{lead.plan}}\" } | with.list | a list is named as it is: tokens are not possible here | ``",
        "name.list, with: { list: [vip] }      | with.list | must be one value | ``",
        "name.list, with: {}                   | with | parameter list of name.list is missing | list",
        "name.user, with: { user: an }         | with.user | unknown user \"an\"; did you mean \"ann\"? | ann, bob",
        "name.pool, with: { pool: ann }        | with.pool | unknown pool \"ann\" | sales",
        "name.account, with: { account: acm }  | with.account | did you mean \"acme\"? | acme",
        "name.fieldset, with: { fieldset: x }  | with.fieldset | unknown fieldset \"x\" | basics",
        "set.status, with: { program: webinr, status: Attended } | with.program | unknown program \"webinr\"; did you mean \"webinar\"? | course, webinar",
        "set.status, with: { program: webinar, status: Atended } | with.status | unknown status of webinar \"Atended\"; did you mean \"Attended\"? | Invited, Attended",
        "set.status, with: { program: course, status: Attended } | with.status | unknown status of course \"Attended\" | Enrolled",
        "set.status, with: { program: course, status: \"{{lead.plan}}\" } | with.status | a status is named as it is | ``",
        "set.stream, with: { program: webinar, stream: Intro } | with.stream | unknown stream of webinar \"Intro\": there is none | ``",
        "set.data, with: { program: webinar, attribute: set, value: 1 } | with.attribute | did you mean \"seat\"? | guests, seat",
        "set.data, with: { program: webinar, attribute: guests, value: many } | with.value | must be a whole number | integer",
        "set.stage, with: { model: revenue, stage: MQ } | with.stage | unknown stage of revenue \"MQ\"; did you mean \"MQL\"? | MQL, SQL",
        "set.segment, with: { segmentation: size, segment: Big } | with.segment | unknown segment of size \"Big\" | SMB",
      })
  void a_wrong_reference_is_refused_with_the_nearest_and_all_that_are_allowed(
      String step, String path, String message, String allowed) {
    assertThat(read("do: " + step))
        .isInstanceOfSatisfying(
            ReadResult.Errors.class,
            errors -> {
              assertThat(errors.problems()).hasSize(1);
              Problem problem = (Problem) errors.problems().getFirst();
              assertThat(problem.path()).isEqualTo("spec.flow[0]." + path);
              assertThat(problem.line()).isEqualTo(7);
              assertThat(problem.message()).contains(message);
              assertThat(String.join(", ", problem.allowed())).isEqualTo(allowed);
            });
  }

  @Test
  void a_choice_is_checked_with_what_it_brings() {
    String step =
        "do: set.status, with: { program: webinar, status: Invited }, choices: [{ when: 'lead.n > 1',"
            + " with: { program: course } }]";
    assertThat(read(step))
        .isInstanceOfSatisfying(
            ReadResult.Errors.class,
            errors ->
                assertThat(errors.problems())
                    .extracting("message")
                    .containsExactly("unknown status of course \"Invited\""));
    assertThat(campaign(step.replace("course }", "course, status: Enrolled }")).assets().declared())
        .containsOnlyKeys("Program course", "Program webinar");
  }

  @Test
  void what_was_right_with_one_choice_is_checked_again_with_the_next() {
    String step =
        "do: set.data, with: { program: webinar, attribute: guests, value: 1 }, choices:"
            + " [{ when: 'lead.n > 1', with: { value: 2 } }, { when: 'lead.n > 0', with: { program:"
            + " course } }]";
    assertThat(read(step))
        .isInstanceOfSatisfying(
            ReadResult.Errors.class,
            errors ->
                assertThat(errors.problems())
                    .extracting("message")
                    .containsExactly("unknown member data of course \"guests\": there is none"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "set.status, with: { status: Invited }, choices: [{ with: { program: webinar } }]   | status",
        "set.data, with: { program: webinar, value: 3 }, choices: [{ with: { attribute: guests } }] | value",
        "set.field, with: { value: 3 }, choices: [{ with: { attribute: n } }]               | value",
      })
  void a_value_waits_for_the_choice_that_says_what_it_is_for(String step, String name) {
    assertThat(campaign("do: " + step).flow().getFirst().with()).containsKey(name);
    assertThat(read("do: " + step.replace("Invited", "Inv").replace("3", "x")))
        .isInstanceOf(ReadResult.Errors.class);
  }

  @Test
  void member_data_has_its_declared_type_when_the_step_runs() {
    Campaign campaign =
        campaign(
            "do: set.data, with: { program: webinar, attribute: guests, value: '{{lead.n}}' }");
    Lead lead = new Lead(7, "ann", 1, Map.of("n", 3L));
    Scope scope = new Scope(lead, Map.of(), Map.of(), "a", Map.of(), ZoneOffset.UTC, Instant.EPOCH);
    assertThat(
            Parameters.resolve(
                CATALOGUE.get("set.data"),
                campaign.flow().getFirst().with(),
                scope,
                campaign.fields(),
                campaign.assets()))
        .isEqualTo(
            new Parameters.Resolved.Arguments(
                Map.of("program", "webinar", "attribute", "guests", "value", 3L)));
    assertThat(campaign.assets().program("webinar").statusNames())
        .containsExactly("Invited", "Attended");
  }
}
