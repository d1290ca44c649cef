package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SourceDocumentTest {
  private static List<SourceDocument> read(String file) {
    return switch (SourceDocument.read(file)) {
      case ReadResult.Ok<List<SourceDocument>> ok -> ok.value();
      case ReadResult.Errors<List<SourceDocument>> errors ->
          throw new AssertionError(errors.problems().toString());
    };
  }

  @Test
  void each_document_is_what_was_written_with_its_marker() {
    assertThat(
            read(
                """
                # of the file
                ---
                kind: List
                metadata: { name: a }
                --- # second
                kind: Campaign
                metadata:
                  name: "b"
                  text: |
                     ---
                ...
                ---
                metadata: {}
                """))
        .containsExactly(
            new SourceDocument("List", "a", 2, "---\nkind: List\nmetadata: { name: a }\n"),
            new SourceDocument(
                "Campaign",
                "b",
                5,
                """
                --- # second
                kind: Campaign
                metadata:
                  name: "b"
                  text: |
                     ---
                ...
                """),
            new SourceDocument("", "", 12, "---\nmetadata: {}\n"));
  }

  @Test
  void a_comment_before_the_only_document_is_a_part_of_it() {
    assertThat(read("# c\r\nkind: A\r\n---\rkind: B"))
        .extracting(SourceDocument::text)
        .containsExactly("# c\r\nkind: A\r\n", "---\rkind: B");
    assertThat(read("# nothing else\n")).isEmpty();
  }

  @Test
  void no_line_of_another_standard_ends_a_line() {
    assertThat(read("a: \"x\u2028--- y\u0085--- z\"\n---\nb: 1\n"))
        .extracting(SourceDocument::line)
        .containsExactly(1, 2);
  }

  @Test
  void what_is_no_yaml_is_told_with_its_line() {
    assertThat(SourceDocument.read("a: 1\n---\nb: [\n"))
        .isInstanceOfSatisfying(
            ReadResult.Errors.class,
            errors -> assertThat(errors.problems().toString()).contains("line=4", "not YAML"));
  }
}
