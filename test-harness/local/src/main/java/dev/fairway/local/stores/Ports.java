package dev.fairway.local.stores;

import dev.fairway.local.shell.CannotStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Where the stores listen, on loopback. The defaults keep clear of servers a machine may already
/// run.
public record Ports(int postgres, int redis, int amqp) {
  public static final String POSTGRES_PROPERTY = "fairway.postgres.port";
  public static final String REDIS_PROPERTY = "fairway.redis.port";
  public static final String AMQP_PROPERTY = "fairway.amqp.port";

  /// The defaults, or what the system properties say.
  public static Ports configured() {
    return new Ports(
        Integer.getInteger(POSTGRES_PROPERTY, 18432),
        Integer.getInteger(REDIS_PROPERTY, 18379),
        Integer.getInteger(AMQP_PROPERTY, 18672));
  }

  /// Three ports that nobody listens on now.
  public static Ports free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++)
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      return new Ports(
          held.get(0).getLocalPort(), held.get(1).getLocalPort(), held.get(2).getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      held.forEach(Ports::release);
    }
  }

  void requireFree(boolean amqpToo) {
    requireFree("PostgreSQL", postgres, POSTGRES_PROPERTY);
    requireFree("Redis", redis, REDIS_PROPERTY);
    if (amqpToo) requireFree("Artemis", amqp, AMQP_PROPERTY);
  }

  /// @throws CannotStart if something listens on the port: one line that names it and the way out
  public static void requireFree(String what, int port, String property) {
    try (var probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException taken) {
      throw new CannotStart(
          "port %d (%s) is taken by another program: stop that one, or choose another port with -D%s=N"
              .formatted(port, what, property),
          taken);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
