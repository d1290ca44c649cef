package dev.fairway.local.knative;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Classes of one program, read and linked before, from which a JVM starts it sooner. Its name is
/// made of everything that must be as it was in training: so a stale or foreign one is not found,
/// and a file of this name is whole, because it gets it last.
///
/// @param file whether it is there or not
record AotCache(Path file) {
  private static final int KEY_CHARACTERS = 16;

  /// @param program folder with all its jars
  /// @param folder of the caches of this program
  static AotCache of(Path program, Path folder, List<String> jvmArguments) {
    return new AotCache(folder.resolve(key(program, jvmArguments) + ".aot"));
  }

  /// Time and size of every jar, because the JVM compares them too; and what is in them, because it
  /// does not.
  private static String key(Path program, List<String> jvmArguments) {
    var text = new StringBuilder();
    for (String property : List.of("java.vm.version", "java.vm.vendor", "os.arch"))
      text.append(System.getProperty(property)).append('\n');
    text.append(jvmArguments).append('\n');
    try (Stream<Path> files = Files.walk(program)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList())
        text.append(program.relativize(jar))
            .append(' ')
            .append(Files.getLastModifiedTime(jar))
            .append(' ')
            .append(Files.size(jar))
            .append(' ')
            .append(sum(jar))
            .append('\n');
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, KEY_CHARACTERS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long sum(Path file) throws IOException {
    var sum = new CRC32C();
    sum.update(Files.readAllBytes(file));
    return sum.getValue();
  }

  boolean exists() {
    return Files.exists(file);
  }

  String use() {
    return "-XX:AOTCache=" + file;
  }

  /// Written when the process ends.
  String make() {
    return "-XX:AOTCacheOutput=" + unfinished();
  }

  /// What was made is used from now on, in place of what older builds left.
  ///
  /// @throws IOException if the training did not write it
  void finish() throws IOException {
    Files.move(unfinished(), file, StandardCopyOption.ATOMIC_MOVE);
    delete(other -> !other.equals(file));
  }

  void discardUnfinished() throws IOException {
    delete(other -> other.toString().startsWith(unfinished().toString()));
  }

  private Path unfinished() {
    return file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
  }

  private void delete(Predicate<Path> which) throws IOException {
    try (Stream<Path> all = Files.list(file.getParent())) {
      for (Path one : all.filter(which).toList()) Files.deleteIfExists(one);
    }
  }
}
