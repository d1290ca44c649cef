package dev.fairway.local;

import dev.fairway.local.shell.CannotStart;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where this working copy is: the folder with the manifests and the functions' jars.
public final class Repository {
  private static final String PROPERTY = "fairway.repository";

  private Repository() {}

  /// The property `fairway.repository`, else the nearest folder above the current one that holds
  /// `knative/` and `functions/`.
  public static Path find() {
    String given = System.getProperty(PROPERTY);
    if (given != null) return Path.of(given).toAbsolutePath().normalize();
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent())
      if (Files.isDirectory(folder.resolve("knative"))
          && Files.isDirectory(folder.resolve("functions"))) return folder;
    throw new CannotStart(
        "no working copy of Fairway at or above %s: start it there, or say -D%s=FOLDER"
            .formatted(start, PROPERTY));
  }
}
