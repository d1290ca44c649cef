package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.fairway.model.campaign.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What an editor says of files, by the schema that is published for it.
class DocumentSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILES = Path.of("src/test/resources");

  /// What an editor can see: a word that is none of those possible, and one that is missing.
  private static final Pattern SEEN =
      Pattern.compile(
          "unknown (key|action|parameter|operator|special rule|kind|onError|priority|backoff)"
              + "|@ (parameter )?\\w+( of \\S+)? is missing|must have at least one");

  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(DocumentSchema.json());

  private static List<JsonNode> documents(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    for (Object each : new Load(LoadSettings.builder().build()).loadAllFromString(yaml))
      documents.add(JSON.valueToTree(each));
    return documents;
  }

  private Set<ValidationMessage> mistakes(String yaml) {
    Set<ValidationMessage> all = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    for (JsonNode document : documents(yaml)) all.addAll(schema.validate(document));
    return all;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> a_good_file_is_good() throws IOException {
    Path demo = Path.of("../../test-harness/local/src/main/resources/demo");
    List<Path> good = new ArrayList<>(files(FILES.resolve("good")));
    good.addAll(files(demo.resolve("campaigns")));
    good.addAll(files(demo));
    assertThat(good).hasSizeGreaterThan(6);
    return good.stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.toString(), () -> assertThat(mistakes(Files.readString(file))).isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> a_bad_file_is_bad_if_a_schema_can_see_it() throws IOException {
    List<Path> bad = new ArrayList<>();
    for (Path file : files(FILES.resolve("bad")))
      if (Files.readString(file)
          .lines()
          .takeWhile(line -> line.startsWith("# "))
          .anyMatch(line -> SEEN.matcher(line).find())) bad.add(file);
    assertThat(bad).hasSizeGreaterThan(30);
    return bad.stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.getFileName().toString(),
                () -> assertThat(mistakes(Files.readString(file))).isNotEmpty()));
  }

  @Test
  void what_the_page_for_authors_shows_is_good() throws IOException {
    String page = Files.readString(Path.of("CAMPAIGNS.md"));
    int from = page.indexOf("kind: Fields");
    String shown = page.substring(page.lastIndexOf("```yaml", from) + 8, page.indexOf("```", from));
    assertThat(documents(shown)).hasSizeGreaterThan(9);
    assertThat(mistakes(shown)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ list: vip, is: not member }",
        "{ program: webinar-2026, status: [Registered], is: not member }",
        "{ stage: revenue, value: [MQL, SQL], is: not }",
        "{ segment: size, value: SMB }",
        "{ account: acme }",
      })
  void a_rule_over_memberships_is_good_and_a_misspelt_one_is_not(String rule) {
    assertThat(mistakes(Examples.source("{ rules: [" + rule + "] }"))).isEmpty();
    assertThat(mistakes(Examples.source("{ rules: [" + rule.replace(" }", ", vaue: x }") + "] }")))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: Fields, spec: { a: strng }",
        "kind: EventType, spec: { dta: {} }",
        "kind: List, spec: { descripton: x }",
        "kind: Program, spec: { statuses: [] }",
        "kind: StageModel, spec: {}",
        "kind: Segmentation, spec: { segments: [{ segment: a, filters: { rules: [{ lst: a }] } }] }",
        "kind: Account, spec: { label: x }",
        "kind: Fieldset, spec: { fields: x }",
        "kind: User, spec: { name: Ann }",
        "kind: Pool, spec: { users: [] }",
        "kind: Lst, spec: {}",
      })
  void a_declaration_with_a_mistake_is_bad(String document) {
    assertThat(mistakes("{ apiVersion: fairway.dev/v1, metadata: { name: a }, " + document + " }"))
        .isNotEmpty();
  }

  /// Beside what each action has: the readers take no other keys.
  @Test
  void it_has_the_keys_that_are_read() throws IOException {
    JsonNode definitions = JSON.readTree(DocumentSchema.json()).get("$defs");
    assertThat(definitions.at("/Campaign/properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(SpecReader.KEYS);
    assertThat(definitions.at("/do-score.change/properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(FlowReader.KEYS);
    for (String action : Catalogue.STANDARD.names())
      assertThat(definitions.has("do-" + action)).as(action).isTrue();
  }
}
