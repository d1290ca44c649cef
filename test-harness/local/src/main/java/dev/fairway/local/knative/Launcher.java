package dev.fairway.local.knative;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts a function's process, as a container would be started.
final class Launcher {
  private final Commands commands;
  private final Environment environment;
  private final Path logs;

  /// Which program an image is on this machine.
  interface Commands {
    List<String> of(String image);

    /// Why it cannot be started, empty if it can.
    Optional<String> missing(String image);
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

  /// Its stdin stays open as long as this process lives: that is how a function learns of our
  /// death.
  Started start(FunctionService service, Instance instance) throws IOException {
    int port = freePort();
    Files.createDirectories(logs);
    ProcessBuilder builder = new ProcessBuilder(commands.of(service.image()));
    builder.environment().putAll(environment.of(service));
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("K_SERVICE", service.name());
    builder.environment().put("K_CONFIGURATION", service.name());
    builder.environment().put("K_REVISION", service.name() + "-00001");
    builder.environment().put("FAIRWAY_PARENT", "stdin");
    builder.environment().put("FAIRWAY_LOCAL", "true");
    builder.redirectInput(ProcessBuilder.Redirect.PIPE);
    builder.redirectErrorStream(true);
    builder.redirectOutput(log(instance).toFile());
    return new Started(builder.start(), port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
