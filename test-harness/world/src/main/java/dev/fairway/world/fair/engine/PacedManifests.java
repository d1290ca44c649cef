package dev.fairway.world.fair.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The product's manifests, except that one process of paced actions stands where the scoring
/// family's function stood.
///
/// @param folder a copy, deleted in the end
/// @param version of the images
record PacedManifests(Path folder, String version) implements AutoCloseable {
  private static final String FILE = "action-scoring.yaml";
  private static final Pattern IMAGE = Pattern.compile("fairway/action-scoring:(\\S+)");

  /// @param product its `knative/base/`
  /// @param requests that it may have at once
  static PacedManifests of(Path product, int requests) {
    try {
      Path folder = Files.createTempDirectory("fairway-manifests");
      for (Path file : files(product)) Files.copy(file, folder.resolve(file.getFileName()));
      String scoring = Files.readString(product.resolve(FILE));
      Matcher image = IMAGE.matcher(scoring);
      if (!image.find()) throw new IllegalStateException(FILE + " has no image of its own");
      String version = image.group(1);
      String paced = paced(image.replaceAll("fairway/paced:$1"), requests);
      Files.writeString(folder.resolve(FILE), paced);
      return new PacedManifests(folder, version);
    } catch (IOException e) {
      throw new UncheckedIOException("the manifests cannot be copied", e);
    }
  }

  private static String paced(String yaml, int requests) {
    String one = replaced(yaml, "autoscaling.knative.dev/max-scale: \"\\d+\"", 1);
    String always = replaced(one, "autoscaling.knative.dev/min-scale: \"\\d+\"", 1);
    String target = replaced(always, "autoscaling.knative.dev/target: \"\\d+\"", requests);
    return replaced(target, "containerConcurrency: \\d+", requests);
  }

  /// The first such number, which is that of the family's own Service: its suspects come later.
  private static String replaced(String yaml, String pattern, int number) {
    Matcher found = Pattern.compile(pattern).matcher(yaml);
    if (!found.find()) throw new IllegalStateException(FILE + " has no " + pattern);
    String with = found.group().replaceAll("\\d+", Integer.toString(number));
    return found.replaceFirst(with);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }

  @Override
  public void close() {
    try {
      for (Path file : files(folder)) Files.delete(file);
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("left behind: " + folder, e);
    }
  }
}
