package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Declaration.Kind;
import dev.fairway.model.campaign.Declaration.Program;
import dev.fairway.model.campaign.Declaration.Segmentation;
import dev.fairway.model.campaign.Declaration.Status;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeclarationReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Good ones, those first that name others.
  private static final Map<Kind, String> SPECS =
      Map.ofEntries(
          Map.entry(Kind.POOL, "{ users: [ann] }"),
          Map.entry(Kind.FIELDSET, "{ fields: [email, plan] }"),
          Map.entry(
              Kind.SEGMENTATION,
              "{ segments: [{ segment: Big, filters: { match: 1 or 2 or 3, rules: [{ field: n, op: at"
                  + " least, value: 5 }, { special: random sample, percent: 5 }, { field: seenAt, op:"
                  + " is empty }] } }, { segment: Rest }] }"),
          Map.entry(Kind.FIELDS, "{ more: string }"),
          Map.entry(
              Kind.OBJECT_TYPE, "{ key: number, fields: { total: float, tags: 'string[]' } }"),
          Map.entry(Kind.EVENT_TYPE, "{ data: { x: any }, activity: false }"),
          Map.entry(Kind.LIST, "{ description: those we know }"),
          Map.entry(
              Kind.PROGRAM,
              "{ channel: Webinar, statuses: [Invited, Registered, { name: Attended, success: true }],"
                  + " memberData: { seat: string }, streams: [Intro, Deep dive], tokens: { my.rep: Ann } }"),
          Map.entry(Kind.STAGE_MODEL, "{ stages: [Known, MQL, SQL] }"),
          Map.entry(Kind.ACCOUNT, "{ name: Acme Inc., domain: acme.example }"),
          Map.entry(Kind.USER, "{ email: ann@acme.example, name: Ann }"),
          Map.entry(
              Kind.FLOW,
              "{ flow: [{ step: s, do: person.set, with: { attribute: plan, value: null },"
                  + " choices: [{ when: event.n == 1, nothing: true }], retry: { attempts: 3 } }] }"));

  private static String document(Kind kind, String spec) {
    String name =
        switch (kind) {
          case FIELDS -> "lead";
          case EVENT_TYPE -> "shop.ordered";
          case USER -> "ann";
          case LIST,
              PROGRAM,
              STAGE_MODEL,
              SEGMENTATION,
              ACCOUNT,
              FIELDSET,
              POOL,
              OBJECT_TYPE,
              FLOW ->
              "one-2";
        };
    return """
    ---
    apiVersion: fairway.dev/v1
    kind: %s
    metadata: { name: %s }
    spec: %s
    """
        .formatted(kind.label(), name, spec);
  }

  private static List<Declaration> read(String source) {
    return switch (DocumentReader.read(source, false, Examples.SCHEMA)) {
      case ReadResult.Errors<List<Document>>(List<Problem> problems) ->
          throw new AssertionError(problems.toString());
      case ReadResult.Ok<List<Document>> ok ->
          ok.value().stream().map(each -> ((Document.OfDeclaration) each).declaration()).toList();
    };
  }

  private static List<Problem> problems(String source) {
    return switch (DocumentReader.read(source, false, Examples.SCHEMA)) {
      case ReadResult.Ok<List<Document>> ok -> List.of();
      case ReadResult.Errors<List<Document>>(List<Problem> problems) -> problems;
    };
  }

  private static Declaration read(Kind kind, String spec) {
    String user = kind == Kind.USER ? "" : document(Kind.USER, SPECS.getOrDefault(Kind.USER, ""));
    return read(document(kind, spec) + user).stream()
        .filter(each -> each.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void a_declaration_survives_its_stored_form(Kind kind) throws JsonProcessingException {
    Declaration declaration = read(kind, SPECS.getOrDefault(kind, ""));
    String json = JSON.writeValueAsString(declaration.spec());
    Map<String, Object> stored = JSON.readValue(json, new TypeReference<>() {});
    assertThat(Declaration.of(kind.label(), declaration.name(), stored)).isEqualTo(declaration);
    assertThat(read(kind, json)).as("written as it is shown").isEqualTo(declaration);
  }

  @Test
  void declarations_may_name_what_stands_later_in_the_file() {
    List<String> documents = new ArrayList<>();
    SPECS.forEach((kind, spec) -> documents.add(document(kind, spec)));
    documents.sort((a, b) -> Boolean.compare(b.contains("kind: Pool"), a.contains("kind: Pool")));
    assertThat(read(String.join("", documents))).hasSize(Kind.values().length);
  }

  @Test
  void a_program_keeps_its_order_and_what_is_success() {
    assertThat(read(Kind.PROGRAM, SPECS.getOrDefault(Kind.PROGRAM, "")))
        .isEqualTo(
            new Program(
                "one-2",
                "Webinar",
                List.of(
                    new Status("Invited", false),
                    new Status("Registered", false),
                    new Status("Attended", true)),
                Map.of("seat", FieldType.STRING),
                List.of("Intro", "Deep dive"),
                Map.of("rep", "Ann")));
  }

  @Test
  void segments_may_ask_for_what_stands_later_in_the_file() {
    String segments = "{ segments: [{ segment: a, filters: { rules: [{ list: one-2 }] } }] }";
    List<Declaration> declarations =
        read(document(Kind.SEGMENTATION, segments) + document(Kind.LIST, "{}"));
    assertThat(declarations).hasSize(2);
    Declaration segmentation =
        declarations.stream().filter(Segmentation.class::isInstance).findFirst().orElseThrow();
    assertThat(Declaration.of("Segmentation", "one-2", segmentation.spec()))
        .isEqualTo(segmentation);
  }

  @Test
  void segments_without_filters_are_names() {
    assertThat(read(Kind.SEGMENTATION, "{ segments: [SMB, { segment: Big }] }"))
        .isEqualTo(
            new Segmentation(
                "one-2",
                List.of(
                    new Declaration.Segment("SMB", Optional.empty()),
                    new Declaration.Segment("Big", Optional.empty()))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "LIST         | { descripton: x }                  | spec.descripton | did you mean \"description\"",
        "LIST         | none                               | spec            | must be a map",
        "PROGRAM      | {}                                 | spec.statuses   | statuses is missing",
        "PROGRAM      | { statuses: [] }                   | spec.statuses   | must have at least one",
        "PROGRAM      | { statuses: [a, b, a] }            | spec.statuses[2] | \"a\" is already on line 5",
        "PROGRAM      | { statuses: [{ nam: a }] }         | spec.statuses[0].nam | did you mean \"name\"",
        "PROGRAM      | { statuses: [{ nam: a }] }         | spec.statuses[0].name | name is missing",
        "PROGRAM      | { statuses: [{ name: a, success: yes }] } | spec.statuses[0].success | unknown value \"yes\"",
        "PROGRAM      | { statuses: [\" a\"] }             | spec.statuses[0] | must be 1 to 80 printable",
        "PROGRAM      | { statuses: [\"a\\nb\"] }          | spec.statuses[0] | must be 1 to 80 printable",
        "PROGRAM      | { statuses: [a], memberData: { seat: strng } } | spec.memberData.seat | did you mean \"string\"",
        "PROGRAM      | { statuses: [a], memberData: { a-b: string } } | spec.memberData.a-b | is no field name",
        "PROGRAM      | { statuses: [a], memberData: { seat: any } } | spec.memberData.seat | unknown type \"any\"",
        "PROGRAM      | { statuses: [a], streams: x }      | spec.streams    | must be a list",
        "PROGRAM      | { statuses: [a], channel: [x] }    | spec.channel    | must be one value",
        "STAGE_MODEL  | { stages: [a, a] }                 | spec.stages[1]  | \"a\" is already on line 5",
        "STAGE_MODEL  | { stages: [[a]] }                  | spec.stages[0]  | must be one value",
        "SEGMENTATION | { segments: [{ segment: a, filters: { rules: [{ field: m, op: is, value: 1 }] } }] } | spec.segments[0].filters.rules[0].field | unknown field \"m\"",
        "SEGMENTATION | { segments: [a, { segment: b, filters: { rules: [] } }] } | spec.segments[0] | needs filters",
        "SEGMENTATION | { segments: [{ segment: a, filters: { rules: [{ field: n, type: string, op: is, value: 1 }] } }] } | spec.segments[0].filters.rules[0].type | \"n\" is a integer",
        "SEGMENTATION | { segments: [{ segment: a, filters: { rules: [{ list: vip }] } }] } | spec.segments[0].filters.rules[0].list | unknown list \"vip\": there is none",
        "SEGMENTATION | { segments: [{ segment: a, filters: { rules: [{ segment: one-2, value: a }] } }] } | spec.segments[0].filters.rules[0] | a segment cannot ask for a segment",
        "ACCOUNT      | { domain: acme }                   | spec.domain     | must be a domain",
        "FIELDSET     | { fields: [emial] }                | spec.fields[0]  | unknown field \"emial\"; did you mean \"email\"?",
        "FIELDSET     | { fields: [email, email] }         | spec.fields[1]  | \"email\" is already on line 5",
        "USER         | { email: ann }                     | spec.email      | must be an email address",
        "USER         | { name: Ann }                      | spec.email      | email is missing",
        "POOL         | { users: [ann] }                   | spec.users[0]   | unknown user \"ann\": there is none",
      })
  void a_wrong_declaration_is_refused_with_its_place(
      Kind kind, String spec, String path, String message) {
    assertThat(problems(document(kind, spec).replace("---\n", "\n")))
        .anySatisfy(problem -> {
          assertThat(problem.path()).isEqualTo(path);
          assertThat(problem.message()).contains(message);
          assertThat(problem.line()).isEqualTo(5);
        });
  }

  @Test
  void all_problems_of_all_documents_are_told() {
    assertThat(
            problems(
                document(Kind.POOL, "{ users: [an, bob] }")
                    + document(Kind.USER, "{ email: x }")
                    + document(Kind.STAGE_MODEL, "{ stages: [] }").replace("one-2", "One")))
        .extracting(problem -> problem.path() + "@" + problem.line() + " " + problem.message())
        .containsExactly(
            "[0].spec.users[0]@5 unknown user \"an\"; did you mean \"ann\"?",
            "[0].spec.users[1]@5 unknown user \"bob\"",
            "[1].spec.email@10 must be an email address such as ann@acme.example, not \"x\"",
            "[2].metadata.name@14 \"One\" is no name: 1 to 80 of a-z, 0-9 and -",
            "[2].spec.stages@15 must have at least one");
  }

  @Test
  void the_page_for_authors_shows_all_kinds() throws IOException {
    String page = Files.readString(Path.of("CAMPAIGNS.md"));
    assertThat(Kind.labels()).allSatisfy(kind -> assertThat(page).contains("kind: " + kind));
    int from = page.indexOf("kind: Fields");
    String shown = page.substring(page.lastIndexOf("```yaml", from) + 8, page.indexOf("```", from));
    assertThat(read(shown)).isNotEmpty();
  }
}
