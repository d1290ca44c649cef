package dev.fairway.local.knative;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/// A subscriber inside the test: keeps what it got and answers by script.
final class Sink implements AutoCloseable {
  final List<Received> received = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile IntFunction<Answer> script = n -> Answer.status(204);

  /// @param headers lower-case
  record Received(long nanos, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  record Answer(int status, Map<String, String> headers, String body, int delayMs) {
    static Answer status(int status) {
      return new Answer(status, Map.of(), "", 0);
    }

    static Answer body(int status, String body) {
      return new Answer(status, Map.of(), body, 0);
    }

    static Answer after(int delayMs) {
      return new Answer(204, Map.of(), "", delayMs);
    }

    static Answer event(int status, String type) {
      return new Answer(
          status,
          Map.of(
              "ce-specversion",
              "1.0",
              "ce-id",
              "r",
              "ce-source",
              "/sink",
              "ce-type",
              type,
              "content-type",
              "application/json"),
          "{\"reply\":true}",
          0);
    }
  }

  Sink() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  /// @param answers the n-th request, from 1
  Sink answering(IntFunction<Answer> answers) {
    script = answers;
    return this;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void serve(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    byte[] body = exchange.getRequestBody().readAllBytes();
    int number;
    synchronized (received) {
      received.add(new Received(System.nanoTime(), headers, body));
      number = received.size();
    }
    Answer answer = script.apply(number);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(answer.delayMs));
    answer.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
