package dev.fairway.local.knative;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `processes.json`: which function processes there are, for people and for the next start, which
/// stops what a killed launcher left behind.
final class ProcessList {
  private static final System.Logger LOG = System.getLogger(ProcessList.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int GRACE_SECONDS = 5;

  private final Path file;
  private final String mark;

  /// @param mark what the command line of a process must contain to be one of ours
  ProcessList(Path file, String mark) {
    this.file = file;
    this.mark = mark;
  }

  Path file() {
    return file;
  }

  /// Replaces the file as a whole, so that a reader never sees half of it.
  synchronized void write(List<FunctionProcess> processes) {
    ArrayNode list = JSON.createArrayNode();
    for (FunctionProcess process : processes)
      list.addObject()
          .put("name", process.name())
          .put("pid", process.pid())
          .put("port", process.port())
          .put("state", process.state().name().toLowerCase(Locale.ROOT));
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.writeString(next, list.toPrettyString() + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /// Ends what an earlier launcher left running.
  void stopStale() {
    if (!Files.exists(file)) return;
    List<ProcessHandle> stale;
    try {
      JsonNode list = JSON.readTree(Files.readString(file));
      stale =
          list.valueStream()
              .flatMap(entry -> ProcessHandle.of(entry.path("pid").asLong()).stream())
              .filter(this::isOurs)
              .toList();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", file, e.getMessage());
      return;
    }
    for (ProcessHandle process : stale) {
      LOG.log(System.Logger.Level.INFO, "stopping process {0} of an earlier run", process.pid());
      process.destroy();
    }
    for (ProcessHandle process : stale) awaitEnd(process);
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Process ids are used again: only one that runs a function may be stopped.
  private boolean isOurs(ProcessHandle process) {
    Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      if (Files.exists(commandLine))
        return new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8).contains(mark);
    } catch (IOException e) {
      return false;
    }
    return process.info().commandLine().orElse("").contains(mark);
  }
}
