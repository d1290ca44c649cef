package dev.fairway.world.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What keeps the working tree readable, and its parts in step with one another.
class TidyTest {
  private static final Repository REPOSITORY = Repository.here();

  /// Words that promise work instead of doing it; apart, so that this file has none.
  private static final Pattern PROMISES = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static final Pattern ROOM =
      Pattern.compile("\\b((?:functions|test-harness)/[a-z-]+|shared-model)\\b");

  @ParameterizedTest
  @ValueSource(strings = {".lua", ".sql"})
  void scripts_and_statements_begin_by_saying_what_they_do(String ending) {
    List<Path> silent =
        REPOSITORY.files(ending).stream().filter(f -> !says(Repository.text(f))).toList();

    assertThat(silent).isEmpty();
  }

  /// A comment of some words on the first line.
  private static boolean says(String script) {
    return script.lines().findFirst().orElse("").matches("--\\s+\\S+\\s+\\S+.*");
  }

  @Test
  void a_script_without_a_header_is_noticed() {
    assertThat(says("-- Lease the next tasks.\nreturn 1")).isTrue();
    assertThat(says("SELECT 1")).isFalse();
    assertThat(says("--\nSELECT 1")).isFalse();
  }

  @Test
  void nothing_promises_to_be_done_later() {
    List<String> promises =
        Stream.of(".java", ".lua", ".sql", ".yaml", ".xml", ".md", ".properties")
            .flatMap(ending -> REPOSITORY.files(ending).stream())
            .filter(f -> PROMISES.matcher(Repository.text(f)).find())
            .map(f -> REPOSITORY.root().relativize(f).toString())
            .toList();

    assertThat(promises).isEmpty();
  }

  @Test
  void a_promise_is_noticed() {
    assertThat(PROMISES.matcher("// TO" + "DO later").find()).isTrue();
    assertThat(PROMISES.matcher("todos los santos").find()).isFalse();
  }

  @Test
  void every_event_a_function_takes_has_a_trigger_and_every_trigger_a_function() {
    Map<String, Set<String>> taken = new TreeMap<>();
    for (Path module : REPOSITORY.modules()) {
      if (!module.startsWith("functions")) continue;
      Set<String> types = EventTypes.taken(REPOSITORY.root().resolve(module));
      if (!types.isEmpty()) taken.put(module.getFileName().toString(), types);
    }
    Map<String, Set<String>> delivered = EventTypes.delivered(REPOSITORY.root().resolve("knative"));

    assertThat(taken).isNotEmpty().isEqualTo(delivered);
  }

  @Test
  void the_edge_of_a_function_lets_in_what_the_function_takes() {
    Map<String, Set<String>> admitted = new TreeMap<>();
    Map<String, Set<String>> taken = new TreeMap<>();
    for (Path module : REPOSITORY.modules()) {
      Path folder = REPOSITORY.root().resolve(module);
      if (EventTypes.admitted(folder).isEmpty()) continue;
      admitted.put(module.toString(), EventTypes.admitted(folder));
      taken.put(module.toString(), EventTypes.taken(folder));
    }

    assertThat(admitted).hasSizeGreaterThan(3).isEqualTo(taken);
  }

  @Test
  void the_readme_names_every_room_and_no_other() {
    Path readme = REPOSITORY.root().resolve("README.md");
    assertThat(readme).exists();
    Set<String> modules =
        REPOSITORY.modules().stream()
            .map(Path::toString)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(rooms(Repository.text(readme), modules)).isEqualTo(modules);
  }

  /// Rooms named by path or, in the map, by a line of their own under their folder.
  private static Set<String> rooms(String readme, Set<String> modules) {
    Set<String> named = new TreeSet<>();
    Matcher paths = ROOM.matcher(readme);
    while (paths.find()) named.add(paths.group(1));
    named.addAll(RoomMap.rooms(readme));
    // folders that hold rooms may be named too
    named.removeIf(n -> !modules.contains(n) && Files.isDirectory(REPOSITORY.root().resolve(n)));
    return named;
  }

  @Test
  void a_room_that_is_gone_from_the_readme_is_noticed() {
    Set<String> modules = Set.of("functions/enqueue", "functions/dispatch");

    assertThat(rooms("`functions/enqueue` and\n", modules)).isNotEqualTo(modules);
    assertThat(rooms("functions/enqueue functions/dispatch functions/gone", modules))
        .isNotEqualTo(modules);
    assertThat(rooms("functions/\n  enqueue/   one\n  dispatch/  two\n", modules))
        .isEqualTo(modules);
  }

  @Test
  void what_a_reader_is_told_to_run_can_be_run() {
    assertThat(REPOSITORY.root().resolve("mvnw")).isExecutable();
  }

  /// The local run, the benchmarks: they start what other modules have built in the same build. A
  /// task of a family that dispatch does not serve would stay in its queue for ever.
  @Test
  void dispatch_serves_every_family_that_is_deployed() {
    Path config =
        Path.of("functions/dispatch/src/main/java/dev/fairway/dispatch/DispatchConfig.java");
    Matcher served =
        Pattern.compile("@WithDefault\\(\"(person[a-z,]*)\"\\)")
            .matcher(Repository.text(REPOSITORY.root().resolve(config)));
    assertThat(served.find()).isTrue();
    assertThat(served.group(1).split(","))
        .containsExactlyInAnyOrderElementsOf(REPOSITORY.families());
  }

  @Test
  void what_a_profile_starts_is_in_the_module_that_is_built_last() {
    assertThat(lastModule("pom.xml")).isEqualTo("test-harness");
    assertThat(lastModule("test-harness/pom.xml")).isEqualTo("world");
    assertThat(poms("<goal>exec</goal>")).containsExactly("test-harness/world/pom.xml");
    assertThat(poms("<artifactId>fairway-world</artifactId>"))
        .as("nothing waits for it, so that it comes last")
        .containsExactly("test-harness/world/pom.xml");
  }

  private static String lastModule(String pom) {
    Matcher module =
        Pattern.compile("<module>([^<]+)</module>")
            .matcher(Repository.text(REPOSITORY.root().resolve(pom)));
    String last = "";
    while (module.find()) last = module.group(1);
    return last;
  }

  private static List<String> poms(String saying) {
    return REPOSITORY.files("pom.xml").stream()
        .filter(pom -> Repository.text(pom).contains(saying))
        .map(pom -> REPOSITORY.root().relativize(pom).toString())
        .toList();
  }
}
