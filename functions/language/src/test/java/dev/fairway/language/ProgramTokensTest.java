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
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Scope;
import dev.fairway.model.campaign.Tokens;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a campaign knows of its program, and of the lead in it.
class ProgramTokensTest {
  private static final Instant NOW = Instant.parse("2026-03-01T23:30:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String PROGRAM =
      """
      apiVersion: fairway.dev/v1
      kind: Program
      metadata: { name: webinar }
      spec:
        channel: Webinar
        statuses: [Invited, Attended]
        memberData: { seat: string, guests: integer, since: date }
        tokens: { my.rep: "{{member.seat}} of {{program.name}}", my.host: Ann }
      """;

  private static ReadResult<List<Document>> read(String program, String metadata, String flow) {
    String campaign =
        """
        ---
        apiVersion: fairway.dev/v1
        kind: Campaign
        metadata: { name: invite%s }
        spec:
          triggers: [{ on: order.paid }]
          tokens: { my.host: Bob }
          flow: [%s]
        """;
    return DocumentReader.read(
        program + campaign.formatted(metadata, flow), false, Examples.SCHEMA);
  }

  private static String set(String value) {
    return "{ step: s, do: person.set, with: { attribute: plan, value: \"" + value + "\" } }";
  }

  private static String when(String condition) {
    return "{ step: s, do: person.clear, with: { attribute: plan }, choices: [{ when: '"
        + condition
        + "', nothing: true }] }";
  }

  /// As it is stored.
  private static Campaign campaign(String flow) throws JsonProcessingException {
    if (!(read(PROGRAM, ", program: webinar", flow)
        instanceof ReadResult.Ok<List<Document>>(List<Document> documents, var warnings)))
      throw new AssertionError(read(PROGRAM, ", program: webinar", flow).toString());
    Document.OfCampaign read = (Document.OfCampaign) documents.getLast();
    String json = JSON.writeValueAsString(read.definition());
    Campaign stored = CampaignJson.read(JSON.readValue(json, new TypeReference<>() {}));
    assertThat(stored).isEqualTo(read.campaign());
    return stored;
  }

  private static Scope scope(Campaign campaign, Map<String, Object> member) {
    Memberships memberships =
        member.isEmpty()
            ? Memberships.NONE
            : Memberships.of(Map.of("programs", Map.of("webinar", member)));
    Lead lead = new Lead(7, "ann", 1, Map.of(), memberships);
    return Scope.of(campaign, Map.of(), Map.of(), lead, "acme", ZoneId.of("Europe/Berlin"), NOW);
  }

  private static final Map<String, Object> MEMBER =
      Map.of("status", "Invited", "data", Map.of("seat", "12a", "guests", 2L));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{{program.name}} {{program.channel}}          | webinar Webinar",
        "{{member.status}} {{member.seat}} {{member.guests}} | Invited 12a 2",
        "{{member.since:default=never}}                | never",
        "{{my.rep}}, {{my.host}}                       | 12a of webinar, Bob",
        "{{system.tenant}} {{system.date}}             | acme 2026-03-02",
        "{{system.dateTime}}                           | 2026-03-02T00:30:00+01:00",
      })
  void a_token_says_what_is_known(String text, String rendered) throws JsonProcessingException {
    Campaign campaign = campaign(set(text));
    assertThat(campaign.program()).contains("webinar");
    assertThat(Tokens.render(text, scope(campaign, MEMBER))).isEqualTo(rendered);
  }

  @Test
  void who_is_no_member_has_no_data() throws JsonProcessingException {
    Campaign campaign = campaign(set("{{member.status:default=none}}"));
    Scope nobody = scope(campaign, Map.of());
    assertThat(Tokens.render("{{member.status:default=none}} {{program.name}}", nobody))
        .isEqualTo("none webinar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "member.status == \"Invited\"                  | true  | false",
        "member.guests > 1                             | true  | false",
        "member.guests == 0                            | false | true",
        "isSet(member.seat)                            | true  | false",
        "member.since < now                            | true  | true",
        "member.since == date(\"2026-01-01\")          | false | false",
        "program.channel == \"Webinar\"                | true  | true",
        "system.tenant == \"acme\" && system.date == \"2026-03-02\" | true | true",
      })
  void an_expression_asks_for_the_same(String condition, boolean member, boolean other)
      throws JsonProcessingException {
    Campaign campaign = campaign(when(condition));
    List<String> failures = new ArrayList<>();
    var words = new CelExpressions((failed, why) -> failures.add(why));
    var step = campaign.flow().getFirst();
    assertThat(Choices.choose(step, scope(campaign, MEMBER), words) instanceof Choices.Chosen.Skip)
        .isEqualTo(member);
    assertThat(
            Choices.choose(step, scope(campaign, Map.of()), words) instanceof Choices.Chosen.Skip)
        .isEqualTo(other);
    assertThat(failures).isEmpty();
  }

  private static List<Problem> problems(String program, String metadata, String flow) {
    return read(program, metadata, flow) instanceof ReadResult.Errors<?>(List<Problem> problems)
        ? problems
        : List.of();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{{member.sat}}       | unknown token {{member.sat}}; did you mean \"seat\"?",
        "{{program.chanel}}   | unknown token {{program.chanel}}; did you mean \"channel\"?",
        "{{system.tenent}}    | did you mean \"tenant\"?",
        "{{my.ho}}            | unknown token {{my.ho}}",
      })
  void an_unknown_token_is_refused(String text, String message) {
    assertThat(problems(PROGRAM, ", program: webinar", set(text)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "member.sat == \"x\"   | unknown field \"member.sat\"; did you mean \"seat\"?",
        "member.seat == 1      | cannot be applied to",
        "program.size == \"x\" | unknown field \"program.size\"",
        "system.zone == \"x\"  | unknown field \"system.zone\"",
        "member == \"x\"       | name what of member",
      })
  void a_wrong_name_in_an_expression_is_refused(String condition, String message) {
    assertThat(problems(PROGRAM, ", program: webinar", when(condition)))
        .anySatisfy(problem -> assertThat(problem.message()).contains(message));
  }

  @Test
  void without_a_program_there_is_no_member() {
    for (String flow :
        List.of(set("{{member.status}}"), set("{{program.name}}"), when("member.status == \"\"")))
      assertThat(problems(PROGRAM, "", flow))
          .singleElement()
          .satisfies(problem ->
              assertThat(problem.message())
                  .contains("belongs to no program; metadata.program names it"));
    assertThat(problems(PROGRAM, ", program: webinr", set("x")))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.path()).isEqualTo("[1].metadata.program");
          assertThat(problem.message())
              .isEqualTo("unknown program \"webinr\"; did you mean \"webinar\"?");
        });
    assertThat(problems(PROGRAM.replace("webinar }", "webinar, program: x }"), "", set("x")))
        .anySatisfy(problem -> assertThat(problem.message()).contains("unknown key \"program\""));
  }

  @Test
  void tokens_of_a_program_are_checked_with_it_and_with_its_campaigns() {
    assertThat(problems(PROGRAM.replace("{{member.seat}}", "{{my.host}}"), "", set("x")))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.path()).isEqualTo("[0].spec.tokens.my.rep");
          assertThat(problem.message()).contains("own tokens cannot use own tokens");
        });
    assertThat(problems(PROGRAM.replace("my.rep", "rep"), "", set("x")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("begins with my."));
    assertThat(
            problems(
                PROGRAM.replace("{{member.seat}}", "{{lead.emial}}"),
                ", program: webinar",
                set("x")))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.path()).isEqualTo("[1].metadata.program");
          assertThat(problem.message())
              .contains("my.rep of program webinar: unknown token {{lead.emial}}")
              .contains("did you mean \"email\"?");
        });
  }
}
