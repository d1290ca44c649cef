package dev.fairway.local.knative;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts a function's process, as a container would be started.
final class Launcher {
  private static final List<String> NICE = List.of("nice", "-n", "19");

  private final Commands commands;
  private final Environment environment;
  private final Path logs;

  /// Which program an image is on this machine.
  interface Commands {
    /// @param more arguments for its JVM, beside those that every function has
    List<String> of(String image, List<String> more);

    /// Why it cannot be started, empty if it can.
    Optional<String> missing(String image);

    /// Of the program as it is now, made or not; empty if it can have none.
    Optional<AotCache> cache(String image);
  }

  /// Which environment a Service's container gets.
  interface Environment {
    Map<String, String> of(FunctionService service);
  }

  /// A started process and the port it was told to listen on.
  record Started(Process process, int port) {}

  Launcher(Commands commands, Environment environment, Path logs) {
    this.commands = commands;
    this.environment = environment;
    this.logs = logs;
  }

  Optional<String> missing(FunctionService service) {
    return commands.missing(service.image());
  }

  Path log(Instance instance) {
    return logs.resolve(instance.service + "-" + instance.number + ".log");
  }

  Optional<AotCache> cache(FunctionService service) {
    return commands.cache(service.image());
  }

  Started start(FunctionService service, Instance instance) throws IOException {
    List<String> cached =
        cache(service).filter(AotCache::exists).map(AotCache::use).stream().toList();
    return start(service, commands.of(service.image(), cached), log(instance));
  }

  /// A process that nobody sends anything, and that everybody else goes before.
  Started train(FunctionService service, AotCache cache) throws IOException {
    Files.createDirectories(cache.file().getParent());
    List<String> command = new ArrayList<>(NICE);
    command.addAll(commands.of(service.image(), List.of(cache.make())));
    return start(service, command, logs.resolve(service.name() + "-training.log"));
  }

  /// Its stdin stays open as long as this process lives: that is how a function learns of our
  /// death.
  private Started start(FunctionService service, List<String> command, Path log)
      throws IOException {
    int port = freePort();
    Files.createDirectories(logs);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment.of(service));
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("K_SERVICE", service.name());
    builder.environment().put("K_CONFIGURATION", service.name());
    builder.environment().put("K_REVISION", service.name() + "-00001");
    builder.environment().put("FAIRWAY_PARENT", "stdin");
    builder.environment().put("FAIRWAY_LOCAL", "true");
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    return new Started(builder.start(), port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
