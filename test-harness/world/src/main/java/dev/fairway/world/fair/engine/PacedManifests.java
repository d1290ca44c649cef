package dev.fairway.world.fair.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The product's manifests, except that one process of paced actions stands where the scoring
/// family's function stood, with as many slots as it may have requests at once.
final class PacedManifests {
  private static final String FILE = "action-scoring.yaml";
  private static final Pattern IMAGE = Pattern.compile("fairway/action-scoring:(\\S+)");

  private PacedManifests() {}

  /// @param product its `knative/`
  /// @param folder to write to
  /// @return the version of the images
  static String write(Path product, Path folder, int slots) {
    try (var files = Files.list(product)) {
      Files.createDirectories(folder);
      List<Path> yaml = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      for (Path file : yaml) Files.copy(file, folder.resolve(file.getFileName()));
      String scoring = Files.readString(product.resolve(FILE));
      Matcher image = IMAGE.matcher(scoring);
      if (!image.find()) throw new IllegalStateException(FILE + " has no image of its own");
      Files.writeString(folder.resolve(FILE), paced(image.replaceAll("fairway/paced:$1"), slots));
      return image.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException("the manifests cannot be copied", e);
    }
  }

  private static String paced(String yaml, int slots) {
    String one = replaced(yaml, "autoscaling.knative.dev/max-scale: \"\\d+\"", "1");
    String always = replaced(one, "autoscaling.knative.dev/min-scale: \"\\d+\"", "1");
    String target = replaced(always, "autoscaling.knative.dev/target: \"\\d+\"", "" + slots);
    return replaced(target, "containerConcurrency: \\d+", "" + slots);
  }

  /// The first such number, which is that of the family's own Service: its suspects come later.
  private static String replaced(String yaml, String pattern, String number) {
    Matcher found = Pattern.compile(pattern).matcher(yaml);
    if (!found.find()) throw new IllegalStateException(FILE + " has no " + pattern);
    return found.replaceFirst(found.group().replaceAll("\\d+", number));
  }
}
