package dev.fairway.model.mistaken;

import dev.fairway.enqueue.mistaken.KnowsDispatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Wrong on purpose: the model reads files, and knows a function.
public final class ReadsFiles {
  private ReadsFiles() {}

  public static String text() throws IOException {
    return Files.readString(Path.of(KnowsDispatch.NAME));
  }

  public static KnowsDispatch friend() {
    return new KnowsDispatch();
  }
}
