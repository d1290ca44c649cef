package dev.fairway.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The repository's files, some of them perhaps changed in memory.
///
/// @param root of the repository
/// @param changed text by path under the root
record Sources(Path root, Map<Path, String> changed) {

  static Sources here() {
    return new Sources(Path.of("..", "..").toAbsolutePath().normalize(), Map.of());
  }

  /// With the first occurrence of a text replaced.
  Sources with(Path file, String replace, String by) {
    String text = text(file);
    int at = text.indexOf(replace);
    if (at < 0) throw new IllegalArgumentException(file + " has no text " + replace);
    return new Sources(
        root, Map.of(file, text.substring(0, at) + by + text.substring(at + replace.length())));
  }

  String text(Path file) {
    String text = changed.get(file);
    if (text != null) return text;
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isFile(Path file) {
    return Files.isRegularFile(root.resolve(file));
  }

  boolean isFolder(Path file) {
    return Files.isDirectory(root.resolve(file));
  }

  /// Every file under a folder whose name ends so, built ones left out.
  List<Path> files(Path folder, String ending) {
    try (Stream<Path> all = Files.walk(root.resolve(folder))) {
      return all.filter(file -> file.toString().endsWith(ending))
          .map(root::relativize)
          .filter(file -> !file.toString().contains("target/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
