package dev.fairway.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kustomize itself makes of each folder what [Renderer] makes of it; asked where there is a
/// kubectl, which needs no cluster for it.
@EnabledIf("kubectl")
class KustomizeTest {
  private static final Path SAID = Path.of("kubectl kustomize");

  static boolean kubectl() {
    return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  static List<Path> folders() {
    return Check.APPLIED;
  }

  @ParameterizedTest
  @MethodSource("folders")
  void kustomize_makes_the_same_of_it(Path folder) throws IOException, InterruptedException {
    var findings = new Findings();
    List<Resource> ours = new Renderer(Sources.here(), findings).render(folder);
    List<Resource> theirs = StrictYaml.read(SAID, kustomized(folder), findings);

    assertThat(findings.all()).isEmpty();
    assertThat(compared(theirs)).isNotEmpty().isEqualTo(compared(ours));
  }

  private static String kustomized(Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("kubectl", "kustomize", folder.toString())
            .directory(Sources.here().root().toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /// Without what is not imitated because nothing here rests on it: the namespace, which is one for
  /// all, and how secrets are coded.
  private static Map<String, ObjectNode> compared(List<Resource> resources) {
    Map<String, ObjectNode> compared = new TreeMap<>();
    for (Resource resource : resources) {
      ObjectNode tree = resource.copy().tree();
      ((ObjectNode) tree.path("metadata")).remove("namespace");
      if (resource.kind().equals("Secret")) tree.remove(List.of("data", "stringData", "type"));
      compared.put(resource.apiVersion() + " " + resource.id(), tree);
    }
    return compared;
  }
}
