package dev.fairway.manifests;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the manifests must agree with: the functions' sources and the stores' settings.
///
/// @param functions modules that become images
/// @param replying those of them that answer an event with an event
/// @param emitted types that some function sends or replies
/// @param version of the build, as images carry it
/// @param migrations file names
record Code(
    Set<String> functions,
    Set<String> replying,
    Set<String> emitted,
    String version,
    Set<String> migrations,
    int roleConnections,
    int serverConnections) {

  private static final Path FUNCTIONS = Path.of("functions");
  private static final Path WIRE =
      FUNCTIONS.resolve("runtime/src/main/java/dev/fairway/runtime/Wire.java");
  private static final Path ROLES = Path.of("broker-config/postgres-roles.sql");

  /// A use of a type that is not that of who takes it.
  private static final Pattern SENT =
      Pattern.compile("(?<!trigger = )(?<!equals\\()Wire\\.([A-Z_]+)\\b");

  static Code read(Sources sources) {
    Map<String, String> types = new TreeMap<>();
    matches("String ([A-Z_]+) = \"(dev\\.fairway\\.[a-z.]+)\"", sources.text(WIRE))
        .forEach(type -> types.put(type.group(1), type.group(2)));
    Set<String> functions = new TreeSet<>();
    for (Path file : sources.files(FUNCTIONS, "src/main/resources/application.properties"))
      if (sources.text(file).contains("quarkus.application.name=")) functions.add(module(file));
    Set<String> replying = new TreeSet<>();
    Set<String> emitted = new TreeSet<>();
    for (Path file : sources.files(FUNCTIONS, ".java")) {
      if (!file.toString().contains("src/main/java")) continue;
      String text = sources.text(file);
      if (text.contains("responseType =")) replying.add(module(file));
      SENT.matcher(text)
          .results()
          .map(use -> types.get(use.group(1)))
          .filter(type -> type != null)
          .forEach(emitted::add);
    }
    // A manifest may send by itself, as a header.
    for (Path file : sources.files(Path.of("knative"), ".yaml"))
      matches("ce-type: ([a-z.]+)", sources.text(file)).forEach(type -> emitted.add(type.group(1)));
    return new Code(
        functions,
        replying,
        emitted,
        first("<version>([^<]+)-SNAPSHOT</version>", sources.text(Path.of("pom.xml"))),
        sources.files(FUNCTIONS.resolve("postgres/src/main/resources/db"), ".sql").stream()
            .map(file -> String.valueOf(file.getFileName()))
            .collect(Collectors.toCollection(TreeSet::new)),
        Integer.parseInt(first("CONNECTION LIMIT (\\d+)", sources.text(ROLES))),
        Integer.parseInt(
            first(
                "max_connections = (\\d+)",
                sources.text(Path.of("broker-config/postgres-server.conf")))));
  }

  private static String module(Path file) {
    return file.getName(1).toString();
  }

  static Stream<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  private static String first(String pattern, String text) {
    List<MatchResult> found = matches(pattern, text).toList();
    if (found.isEmpty()) throw new IllegalStateException("nothing matches " + pattern);
    return found.getFirst().group(1);
  }
}
