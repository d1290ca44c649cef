package dev.fairway.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The wrapper's search for a JDK 25, tried with folders that only look like JDKs.
@DisabledOnOs(OS.WINDOWS)
class FindJdkTest {
  @TempDir Path folder;

  @Test
  void a_java_home_of_another_version_is_passed_over() throws Exception {
    Path old = jdk("elsewhere/17", "17.0.15");
    Path right = jdk("places/temurin-25", "25.0.3");
    jdk("places/temurin-21", "21.0.2");
    assertThat(find(old)).isEqualTo(new Found(0, right + "\n", ""));
  }

  @Test
  void a_right_java_home_comes_before_every_other_place() throws Exception {
    Path mine = jdk("elsewhere/mine", "25");
    jdk("places/a", "25.0.1");
    assertThat(find(mine).out()).isEqualTo(mine + "\n");
  }

  @Test
  void the_bundles_of_macos_are_looked_into() throws Exception {
    Path home = jdk("places/temurin-25.jdk/Contents/Home", "25.0.3");
    assertThat(find(Path.of("/nowhere")).out()).isEqualTo(home + "\n");
  }

  @Test
  void a_runtime_without_a_compiler_does_not_count() throws Exception {
    Files.delete(jdk("places/jre-25", "25.0.3").resolve("bin/javac"));
    assertThat(find(Path.of("/nowhere")).code()).isEqualTo(1);
  }

  @Test
  void none_at_all_is_one_line_that_says_what_to_install() throws Exception {
    jdk("places/newer", "26.0.1");
    Found none = find(jdk("elsewhere/17", "17.0.15"));
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.error().lines())
        .singleElement()
        .asString()
        .startsWith("Fairway needs a JDK 25 and found none")
        .contains("install one");
  }

  private record Found(int code, String out, String error) {}

  private Found find(Path javaHome) throws IOException, InterruptedException {
    Path script = Repository.find().resolve(".mvn/find-jdk.sh");
    var builder =
        new ProcessBuilder(
            "/bin/sh",
            "-euc",
            ". \"$0\"; find_jdk || exit 1; echo \"$JAVA_HOME\"",
            script.toString());
    var environment = builder.environment();
    environment.put("JAVA_HOME", javaHome.toString());
    environment.put("FAIRWAY_JDK_PLACES", folder.resolve("places").toString());
    environment.put("PATH", tools().toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Found(process.waitFor(), out, error);
  }

  /// A PATH with the tools the search uses and no java.
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : new String[] {"grep", "tr", "dirname", "readlink"})
      for (Path place : new Path[] {Path.of("/bin", tool), Path.of("/usr/bin", tool)})
        if (Files.exists(place) && !Files.exists(tools.resolve(tool)))
          Files.createSymbolicLink(tools.resolve(tool), place);
    return tools;
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String program : new String[] {"java", "javac"})
      Files.createFile(
          home.resolve("bin").resolve(program),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
