package dev.fairway.amqp;

import dev.fairway.local.stores.AmqpBroker;
import dev.fairway.local.stores.Ports;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A broker of our own for one test class, with the settings of `broker.xml`.
final class Artemis implements AutoCloseable {
  /// A busy machine must not fail a test.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /// What the links take for the time, nanoseconds.
  final AtomicLong clock = new AtomicLong();

  final Vertx vertx = Vertx.vertx();
  private final int port = Ports.free().amqp();
  private final Path folder;
  private AmqpBroker broker;

  Artemis(Path folder) {
    this.folder = folder;
    this.broker = AmqpBroker.start(folder, port);
  }

  /// As a process of its own has it.
  AmqpOverflowBuffer buffer() {
    return buffer(vertx);
  }

  AmqpOverflowBuffer buffer(Vertx on) {
    return new AmqpOverflowBuffer(link(on, broker.appUri(), PATIENCE), meters);
  }

  AmqpLink link() {
    return link(broker.appUri(), PATIENCE);
  }

  AmqpLink link(String uri, Duration timeout) {
    return link(vertx, uri, timeout);
  }

  private AmqpLink link(Vertx on, String uri, Duration timeout) {
    return new AmqpLink(on, BrokerUri.parse(uri), timeout, clock::get);
  }

  void stop() {
    broker.close();
  }

  void startAgain() {
    broker = AmqpBroker.start(folder, port);
    clock.addAndGet(Duration.ofSeconds(1).toNanos());
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    broker.close();
  }
}
