package dev.fairway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenFilesTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /// Each line that holds `#n` must be placed on the line of its own file that does.
  @Test
  void every_line_of_the_whole_is_placed_in_its_file() throws Exception {
    List<Path> files =
        List.of(
            file("a.yaml", "# top\nkind: A #1\n---\nkind: B #2\n\nx: 1 #3"),
            file("b.yaml", "\ufeff%YAML 1.2\n# head\n---\nkind: C #4\n"),
            file("c.json", "{\n\t\"kind\": \"D #5\"\n}"),
            file("d.yml", "# head\n\n---\nkind: E #6\r\n--- # second\nkind: F #7\n"));
    GivenFiles given = GivenFiles.read(files);
    List<String> whole = given.whole().lines().toList();
    int placed = 0;
    for (int i = 0; i < whole.size(); i++) {
      int mark = whole.get(i).indexOf('#');
      if (mark < 0 || !Character.isDigit(whole.get(i).charAt(mark + 1))) continue;
      Finding found = given.placed(new Finding("", i + 1, "", "m", List.of()));
      String line = Files.readString(Path.of(found.file())).lines().toList().get(found.line() - 1);
      assertThat(line.replace('\t', ' ')).isEqualTo(whole.get(i));
      placed++;
    }
    assertThat(placed).isEqualTo(7);
    assertThat(given.documents())
        .extracting(each -> each.source().kind())
        .startsWith("A", "B", "C");
    assertThat(given.whole()).startsWith("---\n# top\n").doesNotContain("%YAML", "\t", "\ufeff");
  }

  @Test
  void what_is_no_yaml_is_told_of_every_file_before_anything_is_sent() throws Exception {
    List<Path> files =
        List.of(
            file("a.yaml", "a: 1\n---\nb: [\n"),
            file("b.yaml", "a: 1\n"),
            file("c.yaml", "a: *b\n"));
    Refused refused = catchThrowableOfType(Refused.class, () -> GivenFiles.read(files));
    assertThat(refused.findings())
        .extracting(Finding::text)
        .satisfiesExactly(
            first -> assertThat(first).startsWith(files.getFirst() + ":4: not YAML: "),
            last -> assertThat(last).startsWith(files.getLast() + ":1: anchors and aliases"));
  }

  @Test
  void a_folder_is_its_documents_by_name() throws Exception {
    file("b/z.yml", "a: 1");
    file("a.yaml", "a: 1");
    file("notes.md", "no");
    file("c.json", "{}");
    assertThat(GivenFiles.in(folder).orElseThrow())
        .extracting(each -> folder.relativize(each).toString())
        .containsExactly("a.yaml", "b/z.yml", "c.json");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(GivenFiles.in(empty)).isEmpty();
  }

  @Test
  void a_finding_is_one_line() {
    assertThat(new Finding("a.yaml", 7, "spec.x", "is\nwrong", List.of("b", "c")).text())
        .isEqualTo("a.yaml:7: spec.x: is wrong (allowed: b, c)");
    List<String> many = java.util.Collections.nCopies(50, "n");
    assertThat(new Finding("", 0, "", "wrong", many).text())
        .startsWith("wrong (allowed: n, n")
        .endsWith("n, ... 50 in all)");
  }
}
