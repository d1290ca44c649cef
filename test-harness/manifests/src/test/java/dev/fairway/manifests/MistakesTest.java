package dev.fairway.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Shows each check fail: the mistakes of `mistakes.yaml`, one at a time.
class MistakesTest {

  /// @param finds part of what must be found
  record Mistake(
      String name, Layer layer, String kind, Path file, String replace, String by, String finds) {
    @Override
    public String toString() {
      return layer + ": " + name;
    }
  }

  static List<Mistake> mistakes() throws IOException {
    Path file = Path.of("mistakes.yaml");
    try (var stream =
        Objects.requireNonNull(MistakesTest.class.getResourceAsStream("/mistakes.yaml"))) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode list = StrictYaml.trees(file, text, new Findings()).getFirst().node();
      return list.valueStream().map(MistakesTest::mistake).toList();
    }
  }

  private static Mistake mistake(JsonNode it) {
    return new Mistake(
        it.path("name").asText(),
        Layer.valueOf(it.path("layer").asText().toUpperCase(Locale.ROOT)),
        it.path("kind").asText(),
        Path.of(it.path("file").asText()),
        it.path("replace").asText(),
        it.path("by").asText(),
        it.path("finds").asText());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void every_mistake_is_found_where_it_belongs(Mistake mistake) {
    Sources mistaken = Sources.here().with(mistake.file(), mistake.replace(), mistake.by());

    assertThat(Check.findings(mistaken))
        .anySatisfy(finding -> {
          assertThat(finding.layer()).isEqualTo(mistake.layer());
          assertThat(finding.message()).contains(mistake.finds());
        });
  }

  @Test
  void there_are_enough_mistakes_in_every_layer() throws IOException {
    Map<Layer, Long> numbers =
        mistakes().stream().collect(Collectors.groupingBy(Mistake::layer, Collectors.counting()));

    assertThat(mistakes()).hasSizeGreaterThanOrEqualTo(40);
    assertThat(mistakes()).extracting(Mistake::name).doesNotHaveDuplicates();
    assertThat(Arrays.asList(Layer.values()))
        .allSatisfy(layer -> assertThat(numbers.get(layer)).isGreaterThanOrEqualTo(4));
  }

  @Test
  void every_kind_of_manifest_has_been_mistaken() throws IOException {
    Set<String> mistaken = mistakes().stream().map(Mistake::kind).collect(Collectors.toSet());

    assertThat(Check.kinds(Sources.here()))
        .hasSizeGreaterThan(15)
        .allSatisfy(kind -> assertThat(mistaken).contains(kind));
  }
}
