package dev.fairway.world.shape;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Which event types functions take, and which the manifests deliver to them.
final class EventTypes {
  private static final String MAPPING = "io.quarkus.funqy.knative.events.CloudEventMapping";
  private static final String ALL = "*";
  private static final String ADMITTED = "fairway.edge.types=";

  private EventTypes() {}

  /// By annotation, on the compiled functions of a module.
  static Set<String> taken(Path module) {
    Path compiled = module.resolve("target/classes");
    if (!Files.isDirectory(compiled)) return Set.of();
    Set<String> types = new TreeSet<>();
    for (var type : new ClassFileImporter().importPath(compiled)) {
      for (JavaMethod method : type.getMethods()) {
        method
            .tryGetAnnotationOfType(MAPPING)
            .flatMap(mapping -> mapping.get("trigger"))
            .map(String::valueOf)
            .ifPresent(types::add);
      }
    }
    return types;
  }

  /// By configuration: what the edge of a module lets in; empty if it lets in whatever comes.
  static Set<String> admitted(Path module) {
    Path settings = module.resolve("src/main/resources/application.properties");
    if (!Files.isRegularFile(settings)) return Set.of();
    return Repository.text(settings)
        .lines()
        .filter(line -> line.startsWith(ADMITTED))
        .flatMap(line -> Stream.of(line.substring(ADMITTED.length()).split(",")))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// By function, which is the image of one Service or several: the types that Triggers select for
  /// it; `*` if a Trigger selects all.
  static Map<String, Set<String>> delivered(Path folder) {
    List<Map<?, ?>> manifests = manifests(folder);
    Map<String, Set<String>> delivered = new TreeMap<>();
    for (Map<?, ?> manifest : manifests) {
      if (!"Trigger".equals(manifest.get("kind"))) continue;
      if (!(manifest.get("spec") instanceof Map<?, ?> spec)) continue;
      Set<String> types =
          delivered.computeIfAbsent(
              function(manifests, service(spec.get("subscriber"))), f -> new TreeSet<>());
      boolean all = spec.get("filters") == null && spec.get("filter") == null;
      if (all) types.add(ALL);
      strings(spec.get("filters"), "type").forEach(types::add);
      strings(spec.get("filter"), "type").forEach(types::add);
    }
    delivered.remove("");
    return delivered;
  }

  private static String service(@Nullable Object destination) {
    return destination instanceof Map<?, ?> d
            && d.get("ref") instanceof Map<?, ?> ref
            && "Service".equals(ref.get("kind"))
        ? String.valueOf(ref.get("name"))
        : "";
  }

  private static String function(List<Map<?, ?>> manifests, String service) {
    return manifests.stream()
        .filter(manifest -> "Service".equals(manifest.get("kind")))
        .filter(manifest -> strings(manifest.get("metadata"), "name").anyMatch(service::equals))
        .flatMap(manifest -> strings(manifest.get("spec"), "image"))
        .findFirst()
        .map(image -> image.replaceAll("^.*/|:[^/]*$", ""))
        .orElse("");
  }

  /// Values of every member of this name, however deep.
  private static Stream<String> strings(@Nullable Object tree, String name) {
    return switch (tree) {
      case null -> Stream.empty();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .flatMap(e ->
                  name.equals(e.getKey()) && e.getValue() instanceof String value
                      ? Stream.of(value)
                      : strings(e.getValue(), name));
      case List<?> list -> list.stream().flatMap(e -> strings(e, name));
      default -> Stream.empty();
    };
  }

  private static List<Map<?, ?>> manifests(Path folder) {
    List<Map<?, ?>> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        var load = new Load(LoadSettings.builder().build());
        for (Object document : load.loadAllFromString(Repository.text(file))) {
          if (document instanceof Map<?, ?> manifest) all.add(manifest);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
