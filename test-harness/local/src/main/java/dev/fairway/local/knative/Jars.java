package dev.fairway.local.knative;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An image, here, is the jar of its module: one of the functions, or of the harness if a benchmark
/// puts another function in its place.
///
/// @param repository where `functions/<name>/target/quarkus-app/quarkus-run.jar` is found
/// @param java the `java` executable that runs functions: this process's own
record Jars(Path repository, Path java, List<String> jvmArguments) implements Launcher.Commands {
  static final String JAR = "quarkus-run.jar";

  private Path target(String image) {
    Path harness = repository.resolve(Path.of("test-harness", image));
    Path module =
        Files.isDirectory(harness) ? harness : repository.resolve(Path.of("functions", image));
    return module.resolve("target");
  }

  private Path jar(String image) {
    return target(image).resolve(Path.of("quarkus-app", JAR));
  }

  @Override
  public List<String> of(String image, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(jvmArguments);
    command.addAll(more);
    command.add("-jar");
    command.add(jar(image).toString());
    return command;
  }

  @Override
  public Optional<String> missing(String image) {
    Path jar = jar(image);
    return Files.exists(jar)
        ? Optional.empty()
        : Optional.of("function " + image + " is not built: " + jar + " is missing");
  }

  @Override
  public Optional<AotCache> cache(String image) {
    Path target = target(image);
    return Optional.of(
        AotCache.of(target.resolve("quarkus-app"), target.resolve("aot"), jvmArguments));
  }
}
