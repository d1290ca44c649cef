package dev.fairway.redis;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.LongSupplier;
import redis.embedded.RedisServer;

/// A Redis of our own for one test class.
final class RedisServerOnLoopback implements AutoCloseable {
  /// A busy machine must not fail a test.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final int port = freePort();
  private final RedisServer server;

  RedisServerOnLoopback() {
    try {
      server =
          RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RedisFairQueue queue(LongSupplier now) {
    return new RedisFairQueue(link(), now);
  }

  RedisLink link() {
    return new RedisLink(vertx, uri(), PATIENCE);
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() throws IOException {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    server.stop();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
