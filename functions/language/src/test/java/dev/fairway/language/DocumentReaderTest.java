package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Flow;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentReaderTest {
  private static final String CAMPAIGN =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: a }
      spec:
        triggers: [{ on: shop.ordered, where: event.n > 1 }]
        flow: [{ step: s, do: person.set, with: { attribute: plan, value: gold } }]
      """;
  private static final String FIELDS =
      """
      ---
      apiVersion: fairway.dev/v1
      kind: Fields
      metadata: { name: lead }
      spec: { plan: string }
      """;
  private static final String EVENT_TYPE =
      """
      ---
      apiVersion: fairway.dev/v1
      kind: EventType
      metadata: { name: shop.ordered }
      spec: { data: { n: integer, page: url } }
      """;

  private static List<Document> read(String source) {
    return switch (DocumentReader.read(source, false, Schema.STANDARD)) {
      case ReadResult.Ok<List<Document>> ok -> {
        assertThat(ok.warnings()).isEmpty();
        yield ok.value();
      }
      case ReadResult.Errors<List<Document>> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  private static List<Problem> problems(String source) {
    return switch (DocumentReader.read(source, false, Schema.STANDARD)) {
      case ReadResult.Ok<List<Document>> ok -> throw new AssertionError("it was read");
      case ReadResult.Errors<List<Document>> errors -> errors.problems();
    };
  }

  @Test
  void declarations_hold_for_campaigns_of_the_same_file() {
    List<Document> documents = read(CAMPAIGN + FIELDS + EVENT_TYPE);
    assertThat(documents).hasSize(3);
    assertThat(documents.getFirst())
        .isEqualTo(
            new Document.OfDeclaration(
                new Declaration.Fields("lead", Map.of("plan", FieldType.STRING))));
  }

  @Test
  void a_declaration_survives_its_stored_form() {
    for (Document document : read(FIELDS + EVENT_TYPE)) {
      Declaration declaration = ((Document.OfDeclaration) document).declaration();
      assertThat(Declaration.of(declaration.kind().label(), declaration.name(), declaration.spec()))
          .isEqualTo(declaration);
    }
  }

  @Test
  void a_type_stays_out_of_the_history_if_it_says_so() {
    assertThat(type(EVENT_TYPE).activity()).isTrue();
    Declaration.EventType quiet =
        type(EVENT_TYPE.replace("spec: { data:", "spec: { activity: false, data:"));
    assertThat(quiet.activity()).isFalse();
    assertThat(Declaration.of(quiet.kind().label(), quiet.name(), quiet.spec())).isEqualTo(quiet);
    assertThat(problems(EVENT_TYPE.replace("spec: { data:", "spec: { activity: never, data:")))
        .extracting(Problem::path)
        .containsExactly("spec.activity");
  }

  private static Declaration.EventType type(String source) {
    return (Declaration.EventType) ((Document.OfDeclaration) read(source).getFirst()).declaration();
  }

  @Test
  void problems_name_the_document() {
    assertThat(problems(CAMPAIGN + EVENT_TYPE))
        .extracting(Problem::path)
        .containsExactly("[0].spec.flow[0].with.attribute");
  }

  @Test
  void standard_fields_keep_their_type_and_names_are_checked() {
    assertThat(
            problems(
                FIELDS.replace("plan: string", "email: integer, id: string, x: strng, a-b: url")))
        .extracting(Problem::message)
        .anyMatch(message -> message.contains("standard and always email"))
        .anyMatch(message -> message.contains("\"id\" is reserved"))
        .anyMatch(message -> message.contains("did you mean \"string\""))
        .anyMatch(message -> message.contains("\"a-b\" is no field name"))
        .hasSize(4);
  }

  @Test
  void two_documents_of_one_name_are_refused() {
    assertThat(problems(FIELDS + FIELDS))
        .extracting(Problem::message)
        .containsExactly("Fields \"lead\" is already on line 4");
  }

  @Test
  void what_we_emit_cannot_be_declared_otherwise() {
    assertThat(
            problems(
                EVENT_TYPE
                    .replace("shop.ordered", "person.scoreChanged")
                    .replace("n: integer", "newValue: string")))
        .extracting(Problem::path)
        .containsExactly("spec.data.newValue");
  }

  private static final String FLOW =
      """
      ---
      apiVersion: fairway.dev/v1
      kind: Flow
      metadata: { name: %s }
      spec:
        flow: %s
      """;

  @Test
  void the_steps_of_a_flow_become_the_campaign_s_with_their_jumps() {
    String flow =
        FLOW.formatted(
            "inner",
            "[{ step: s, do: person.set, with: { attribute: title, value: null } },"
                + " { step: j, do: flow.jump, with: { step: s },"
                + " choices: [{ when: event.any.thing == 1, nothing: true }] }]");
    String outer = FLOW.formatted("outer", "[{ step: r, do: flow.run, with: { flow: inner } }]");
    String campaign =
        CAMPAIGN.replaceAll("flow: .*", "flow: [{ step: s, do: flow.run, with: { flow: outer } }]");
    List<Document> documents = read(campaign.replace("shop.ordered, where: event.n > 1", "page.visited") + outer + flow);
    assertThat(documents.getLast()).isInstanceOf(Document.OfCampaign.class);
    Campaign read = ((Document.OfCampaign) documents.getLast()).campaign();
    assertThat(Flow.step(read, "s/r/s").orElseThrow().with()).containsEntry("value", "NULL");
    assertThat(Flow.step(read, "s/r/j").orElseThrow().with()).containsEntry("step", "s/r/s");
    assertThat(read.assets()).isEqualTo(Assets.NONE);
    assertThat(CampaignJson.read(CampaignJson.write(read))).isEqualTo(read);
  }

  @Test
  void a_flow_that_comes_back_to_itself_is_refused() {
    String a = FLOW.formatted("a", "[{ step: s, do: flow.run, with: { flow: b } }]");
    String b = FLOW.formatted("b", "[{ step: s, do: flow.run, with: { flow: a } }]");
    assertThat(problems(a + b))
        .extracting(Problem::message)
        .containsExactly("flow a never ends: a > b > a", "flow b never ends: b > a > b");
  }

  @Test
  void what_is_wrong_in_a_flow_is_told_where_it_stands() {
    String flow =
        FLOW.formatted(
            "a", "[{ step: s, do: person.set, with: { attribute: titel, value: '{{my.rep}}' } }]");
    assertThat(problems(flow))
        .containsExactly(
            new Problem(
                "spec.flow[0].with.attribute",
                6,
                "unknown field \"titel\"; did you mean \"title\"?",
                problems(flow).getFirst().allowed()));
  }
}
