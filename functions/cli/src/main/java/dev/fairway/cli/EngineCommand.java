package dev.fairway.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ParentCommand;

/// A command: what it does, with the options of all.
abstract class EngineCommand implements Callable<Integer> {
  @ParentCommand private @org.jspecify.annotations.Nullable Fairway fairway;

  abstract void run(Fairway fairway, Engine engine) throws Exception;

  @Override
  public final Integer call() throws Exception {
    if (fairway == null) throw new IllegalStateException("a command of nothing");
    run(fairway, fairway.engine());
    return Fairway.DONE;
  }

  /// Folders as their files.
  static List<Path> files(Fairway fairway, List<Path> given) {
    List<Path> files = new ArrayList<>();
    for (Path each : given) {
      if (!Files.exists(each)) throw fairway.usage("there is no file or folder " + each);
      files.addAll(
          GivenFiles.in(each)
              .orElseThrow(() -> fairway.usage("no .yaml, .yml or .json file is in " + each)));
    }
    return files.stream().distinct().toList();
  }
}
