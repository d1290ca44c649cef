package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {
  private static final String IMAGE = "fake";
  private static final FileTime BUILT = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m");
  private static final FunctionService SERVICE =
      new FunctionService(
          IMAGE,
          IMAGE,
          1,
          Duration.ofSeconds(60),
          Scaling.read(new Node("annotations", null), 1),
          "/q/health/ready",
          Duration.ofMinutes(2),
          0,
          List.of());

  @TempDir Path folder;
  private Path program;

  @BeforeEach
  void build() throws IOException {
    program = folder.resolve("functions/fake/target/quarkus-app");
    Files.createDirectories(program);
    build("1");
  }

  /// The function of the tests as one jar.
  private void build(String version) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeFunction.class.getName());
    Path classes = Path.of("target", "test-classes");
    Path home = classes.resolve("dev/fairway/local/knative");
    try (var jar = new JarOutputStream(Files.newOutputStream(program.resolve(Jars.JAR)), manifest);
        var own = Files.newDirectoryStream(home, "FakeFunction*.class")) {
      for (Path file : own) {
        jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, jar);
      }
      jar.setComment(version);
    }
    Files.setLastModifiedTime(program.resolve(Jars.JAR), BUILT);
  }

  private Jars jars(List<String> jvmArguments) {
    return new Jars(folder, Path.of(System.getProperty("java.home"), "bin", "java"), jvmArguments);
  }

  private AotCache cache() {
    return jars(SMALL).cache(IMAGE).orElseThrow();
  }

  private Launcher launcher() {
    return new Launcher(jars(SMALL), service -> Map.of(), folder.resolve("logs"));
  }

  /// What a process of it is started with.
  private List<String> arguments() throws IOException, InterruptedException {
    Process process = launcher().start(SERVICE, new Instance(IMAGE, 1)).process();
    try {
      return List.of(process.info().arguments().orElseThrow());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private long training() {
    return ProcessHandle.current()
        .descendants()
        .filter(one -> one.info().commandLine().orElse("").contains(folder.toString()))
        .count();
  }

  private void isThere(AotCache cache) throws IOException {
    Files.createDirectories(cache.file().getParent());
    Files.writeString(cache.file(), "made");
  }

  @Test
  void a_process_gets_the_cache_of_its_program_once_it_is_there() throws Exception {
    assertThat(arguments()).noneMatch(argument -> argument.contains("AOT"));
    isThere(cache());
    assertThat(arguments()).contains(cache().use());
  }

  @Test
  void another_build_does_not_get_it_though_size_and_time_are_the_same() throws Exception {
    isThere(cache());
    build("2");
    assertThat(arguments()).noneMatch(argument -> argument.contains("AOT"));
    build("1");
    assertThat(arguments()).contains(cache().use());
  }

  @Test
  void whatever_the_jvm_would_refuse_it_for_gives_it_another_name() throws Exception {
    AotCache first = cache();
    assertThat(jars(List.of("-XX:+UseParallelGC")).cache(IMAGE)).isNotEqualTo(Optional.of(first));
    Files.setLastModifiedTime(
        program.resolve(Jars.JAR), FileTime.from(BUILT.toInstant().plusSeconds(1)));
    assertThat(cache()).isNotEqualTo(first);
    build("1");
    Files.createFile(program.resolve("library.jar"));
    assertThat(cache()).isNotEqualTo(first);
  }

  @Test
  void training_makes_a_cache_that_the_jvm_accepts_and_leaves_nothing_else() throws Exception {
    isThere(new AotCache(cache().file().resolveSibling("older.aot")));
    try (var training = new Training(launcher(), List.of(SERVICE, SERVICE))) {
      Rig.await("cache", Duration.ofMinutes(3), () -> cache().exists());
    }
    try (var left = Files.list(program.resolveSibling("aot"))) {
      assertThat(left).containsExactly(cache().file());
    }
    // with AOTMode=on a JVM does not start with a cache that does not fit
    var builder =
        new ProcessBuilder(jars(SMALL).of(IMAGE, List.of("-XX:AOTMode=on", cache().use())))
            .redirectErrorStream(true);
    builder.environment().put("FAKE_FAILS", "in main");
    Process process = builder.start();
    try (InputStream said = process.getInputStream()) {
      assertThat(new String(said.readAllBytes())).isEmpty();
    }
    assertThat(process.waitFor()).isEqualTo(3);
  }

  @Test
  void training_given_up_leaves_no_process_and_no_file() throws Exception {
    Files.createDirectories(program.resolveSibling("aot"));
    try (var training = new Training(launcher(), List.of(SERVICE))) {
      Rig.await("a process", () -> training() > 0);
    }
    Rig.await("its end", () -> training() == 0);
    assertThat(program.resolveSibling("aot")).isEmptyDirectory();
  }
}
