package dev.fairway.world.shape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The working tree, as the shape tests read it.
record Repository(Path root) {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".fairway", "node_modules");

  private static final String FAMILY = "functions/action-";

  static Repository here() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("shared-model"))) {
      Path parent = at.getParent();
      if (parent == null) throw new IllegalStateException("not inside the repository");
      at = parent;
    }
    return new Repository(at);
  }

  /// Folders with a pom of their own, deepest parts only (no aggregators).
  List<Path> modules() {
    return files("pom.xml").stream()
        .map(pom -> root.relativize(pom).getParent())
        .filter(java.util.Objects::nonNull)
        .filter(folder -> Files.isDirectory(root.resolve(folder).resolve("src")))
        .toList();
  }

  /// Families of actions: what the function of each is called behind `action-`.
  List<String> families() {
    return modules().stream()
        .map(Path::toString)
        .filter(module -> module.startsWith(FAMILY))
        .map(module -> module.substring(FAMILY.length()))
        .toList();
  }

  /// Every file whose name ends so, outside of what builds leave behind.
  List<Path> files(String ending) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(f -> f.getFileName().toString().endsWith(ending))
          .filter(Files::isRegularFile)
          .filter(f -> ours(root.relativize(f)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ours(Path file) {
    for (Path part : file) if (NOT_OURS.contains(part.toString())) return false;
    return true;
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
