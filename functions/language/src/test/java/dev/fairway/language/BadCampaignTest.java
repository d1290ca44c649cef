package dev.fairway.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.language.ReadResult.Document;
import dev.fairway.model.campaign.Problem;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every file of `bad/` begins with what must be said of it: one comment a problem, as `path@ part
/// of the message`; nothing else may be said.
class BadCampaignTest {

  @TestFactory
  Stream<DynamicTest> a_bad_file_is_refused_with_path_and_reason()
      throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(BadCampaignTest.class.getResource("/bad")).toURI());
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.sorted().forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(100);
    return files.stream()
        .map(
            file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    String source = Files.readString(file);
    List<String> expected =
        source
            .lines()
            .takeWhile(line -> line.startsWith("# "))
            .map(line -> line.substring(2))
            .toList();
    List<Problem> problems =
        switch (CampaignReader.read(source, false, Examples.SCHEMA)) {
          case ReadResult.Ok<Document.OfCampaign> ok -> List.of();
          case ReadResult.Errors<Document.OfCampaign> errors -> errors.problems();
        };
    List<String> said =
        problems.stream().map(problem -> problem.path() + "@ " + problem.message()).toList();
    for (String line : expected) {
      String path = line.substring(0, line.indexOf('@') + 1);
      String fragment = line.substring(line.indexOf('@') + 1).strip();
      assertThat(said).as(line).anyMatch(each -> each.startsWith(path) && each.contains(fragment));
    }
    assertThat(said.stream().filter(each -> !expectedBy(each, expected))).isEmpty();
    assertThat(problems).allMatch(problem -> problem.line() > 0 || problem.path().isEmpty());
  }

  private static boolean expectedBy(String said, List<String> expected) {
    return expected.stream()
        .anyMatch(line ->
            said.startsWith(line.substring(0, line.indexOf('@') + 1))
                && said.contains(line.substring(line.indexOf('@') + 1).strip()));
  }
}
