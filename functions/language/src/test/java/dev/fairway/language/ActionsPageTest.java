package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Catalogue;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.Problem;
import dev.fairway.model.campaign.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ActionsPageTest {
  private static final Path PAGE = Path.of("ACTIONS.md");

  @Test
  void the_page_says_what_the_catalogue_says() throws IOException {
    String page = ActionsPage.of(Catalogue.STANDARD);
    if (Boolean.getBoolean("fairway.pages.write")) Files.writeString(PAGE, page);
    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as(
            "functions/language/ACTIONS.md is written from the catalogue:"
                + " ./mvnw test -pl functions/language -am -Dtest=ActionsPageTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dfairway.pages.write=true")
        .isEqualTo(page);
  }

  /// What the declarations shown in `CAMPAIGNS.md` declare.
  private static Schema schema() throws IOException {
    String page = Files.readString(Path.of("CAMPAIGNS.md"));
    int from = page.indexOf("kind: Fields");
    String shown = page.substring(page.lastIndexOf("```yaml", from) + 8, page.indexOf("```", from));
    List<Declaration> declarations = new ArrayList<>();
    if (DocumentReader.read(shown, false, Schema.STANDARD)
        instanceof ReadResult.Ok<List<Document>>(List<Document> documents, List<Problem> warnings))
      for (Document document : documents)
        if (document instanceof Document.OfDeclaration(Declaration declaration))
          declarations.add(declaration);
    return Schema.STANDARD.with(declarations);
  }

  @TestFactory
  Stream<DynamicTest> every_example_can_be_saved() throws IOException {
    Schema schema = schema();
    return Catalogue.STANDARD.names().stream()
        .map(name ->
            DynamicTest.dynamicTest(
                name,
                () -> {
                  String source =
                      """
                      apiVersion: fairway.dev/v1
                      kind: Campaign
                      metadata: { name: a }
                      spec:
                        triggers: [{ on: person.formFilled }]
                        flow:
                          - { step: rest, do: wait.for, with: { duration: 1d } }
                      """
                          + ActionsPage.example(Catalogue.STANDARD.get(name)).indent(4);
                  assertThat(CampaignReader.read(source, false, schema))
                      .isInstanceOf(ReadResult.Ok.class);
                }));
  }
}
