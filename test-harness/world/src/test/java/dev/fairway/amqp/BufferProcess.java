package dev.fairway.amqp;

import dev.fairway.ports.OverflowBuffer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;

/// The buffers over a process's own connection, which can be torn.
public record BufferProcess(AmqpOverflowBuffer buffer) {
  public static BufferProcess of(Vertx vertx, String uri) {
    return new BufferProcess(new AmqpOverflowBuffer(vertx, uri, new SimpleMeterRegistry()));
  }

  public OverflowBuffer port() {
    return buffer;
  }

  /// The next call opens another connection.
  public void tear() {
    buffer.close();
  }
}
