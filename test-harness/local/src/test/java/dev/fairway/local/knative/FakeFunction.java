package dev.fairway.local.knative;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A function small enough to start in a moment: does what the query of a request, or the extension
/// `act` of an event, tells it to.
public final class FakeFunction {
  private static final AtomicInteger IN_FLIGHT = new AtomicInteger();
  private static final AtomicInteger HIGHEST = new AtomicInteger();
  private static final AtomicInteger REQUESTS = new AtomicInteger();
  private static final CountDownLatch ENDING = new CountDownLatch(1);
  private static final Phaser UNDER_WAY = new Phaser(1);

  private FakeFunction() {}

  public static void main(String[] arguments) throws IOException {
    if (System.getenv("FAKE_FAILS") != null) System.exit(3);
    Runtime.getRuntime().addShutdownHook(new Thread(FakeFunction::end));
    if ("stdin".equals(System.getenv("FAIRWAY_PARENT")))
      Thread.ofPlatform().daemon().start(FakeFunction::endWithParent);
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/q/health/ready", exchange -> answer(exchange, 200, "UP"));
    server.createContext("/q/metrics", FakeFunction::metrics);
    server.createContext("/", FakeFunction::serve);
    server.start();
  }

  /// As Quarkus does: what is under way is finished first.
  private static void end() {
    System.out.println("terminated");
    ENDING.countDown();
    UNDER_WAY.arriveAndAwaitAdvance();
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) continue;
    } catch (IOException e) {
      System.out.println(e);
    }
    Runtime.getRuntime().halt(0);
  }

  private static void metrics(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        200,
        """
        # HELP fake_requests_total Requests served.
        # TYPE fake_requests_total counter
        fake_requests_total{kind="any"} %d.0
        # TYPE fake_in_flight gauge
        fake_in_flight %d.0
        """
            .formatted(REQUESTS.get(), IN_FLIGHT.get()));
  }

  private record Reply(int status, String text) {}

  private static void serve(HttpExchange exchange) throws IOException {
    UNDER_WAY.register();
    try {
      exchange(exchange);
    } finally {
      UNDER_WAY.arriveAndDeregister();
    }
  }

  private static void exchange(HttpExchange exchange) throws IOException {
    HIGHEST.accumulateAndGet(IN_FLIGHT.incrementAndGet(), Math::max);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = exchange.getRequestURI().getQuery();
    String act = query != null ? query : exchange.getRequestHeaders().getFirst("ce-act");
    Reply reply;
    try {
      reply = act(act == null ? "" : act, body);
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      REQUESTS.incrementAndGet();
      IN_FLIGHT.decrementAndGet();
    }
    exchange.getResponseHeaders().add("set-cookie", "a=1");
    exchange.getResponseHeaders().add("set-cookie", "b=2");
    exchange
        .getResponseHeaders()
        .add("x-te", String.valueOf(exchange.getRequestHeaders().getFirst("te")));
    answer(exchange, reply.status, reply.text);
  }

  private static Reply act(String act, String body) throws IOException, InterruptedException {
    String[] words = act.split(":", 2);
    String argument = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "sleep" -> {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(argument)));
        yield new Reply(200, ProcessHandle.current().pid() + " " + HIGHEST.get());
      }
      case "untilAskedToEnd" -> {
        ENDING.await();
        yield new Reply(200, "finished");
      }
      case "environment" -> {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> entry : System.getenv().entrySet())
          lines.append(entry.getKey()).append('=').append(entry.getValue()).append('\n');
        yield new Reply(200, lines.toString());
      }
      case "die" -> die();
      case "dieOnce" -> {
        Path mark = Path.of(argument);
        if (Files.exists(mark)) yield new Reply(204, "");
        Files.createFile(mark);
        yield die();
      }
      case "echo" -> new Reply(201, body);
      default -> new Reply(204, "");
    };
  }

  private static Reply die() {
    Runtime.getRuntime().halt(9);
    return new Reply(500, "still alive");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
