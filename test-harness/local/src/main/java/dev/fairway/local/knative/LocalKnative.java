package dev.fairway.local.knative;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs the manifests of a folder on this machine.
public final class LocalKnative implements AutoCloseable {

  /// What the stand-in needs to know beyond the manifests.
  ///
  /// @param manifests folder with the YAML files, `knative/`
  /// @param dataDirectory where the event log, the processes' logs and `processes.json` are kept
  /// @param repository where `functions/<name>/target/quarkus-app/quarkus-run.jar` is found
  /// @param port of the gateway on loopback; 0 takes a free one
  /// @param secrets name, key, value: resolves secretKeyRef and configMapKeyRef before the
  ///   manifests' own ConfigMaps do
  /// @param java the `java` executable that runs functions
  /// @param extraEnvironment service name to environment, for tests (crash points)
  /// @param jvmArguments of every function
  public record Options(
      Path manifests,
      Path dataDirectory,
      Path repository,
      int port,
      Map<String, Map<String, String>> secrets,
      Path java,
      Map<String, Map<String, String>> extraEnvironment,
      List<String> jvmArguments) {}

  private LocalKnative() {}

  /// Listens when it returns; no function is started before a request needs it.
  ///
  /// @throws IllegalArgumentException if a manifest is wrong, with file and path in the message
  /// @throws IllegalStateException if the port or the data directory is taken
  public static LocalKnative start(Options options) {
    throw new UnsupportedOperationException("not there yet: " + options.manifests());
  }

  public URI uri() {
    throw new UnsupportedOperationException("not there yet");
  }

  /// Every function process there is now.
  public List<FunctionProcess> processes() {
    throw new UnsupportedOperationException("not there yet");
  }

  /// What `/q/health/ready` asks besides the stand-in's own state.
  ///
  /// @param notReady gives the reason why the stores are not ready, empty when they are; called on
  ///   a worker thread, so it may block
  public void storesReady(Supplier<Optional<String>> notReady) {
    throw new UnsupportedOperationException("not there yet: " + notReady);
  }

  /// Drains, ends every function (SIGTERM, after a grace SIGKILL) and closes the event log.
  @Override
  public void close() {
    throw new UnsupportedOperationException("not there yet");
  }
}
