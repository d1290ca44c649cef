package dev.fairway.world.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fairway.world.history.Sent;
import dev.fairway.world.history.Sent.Fate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final Event EVENT = Walk.event("acme", "world", "Zoë 1", 7);

  /// What the stand-in answers to the request of this number (from 0), 0 = hangs up.
  private interface Script {
    int status(int request);
  }

  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private final List<String> subjects = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private Script script = request -> 202;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/events", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    bodies.add(body);
    subjects.add(String.valueOf(exchange.getRequestHeaders().getFirst("ce-subject")));
    int status = script.status(requests.getAndIncrement());
    if (status == 0) {
      exchange.close();
      return;
    }
    if (status == 503) exchange.getResponseHeaders().add("Retry-After", "1");
    byte[] told = told(exchange, body).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, told.length);
    exchange.getResponseBody().write(told);
    exchange.close();
  }

  private static String told(HttpExchange exchange, String body) throws IOException {
    List<String> ids = new ArrayList<>();
    if (exchange.getRequestHeaders().getFirst("ce-id") != null) {
      ids.add("Zoë 1-7");
    } else {
      JsonNode tree = Event.JSON.readTree(body);
      if (tree.isArray()) tree.forEach(e -> ids.add(e.path("id").asText()));
      else ids.add(tree.path("id").asText());
    }
    return ids.stream()
        .map(id ->
            "{\"id\":\"%s\",\"tasks\":[{\"task\":\"t-%s\",\"campaign\":\"walk\",\"state\":\"accepted\"}]}"
                .formatted(id, id))
        .collect(java.util.stream.Collectors.joining(",", "{\"events\":[", "]}"));
  }

  private ClientLog run(List<Load.Parcel> parcels) {
    var log = new ClientLog();
    URI base = URI.create("http://localhost:" + server.getAddress().getPort());
    try (var ingress = new Ingress(base, 4)) {
      new Load(ingress, log, 4).run(parcels.iterator());
    }
    return log;
  }

  @Test
  void every_mode_carries_the_event_and_learns_its_tasks() {
    ClientLog log =
        run(
            List.of(
                Load.Parcel.of(Mode.BINARY, EVENT),
                Load.Parcel.of(Mode.STRUCTURED, Walk.event("acme", "world", "b", 1)),
                new Load.Parcel(
                    Mode.BATCH,
                    List.of(
                        Walk.event("acme", "world", "c", 1),
                        Walk.event("acme", "world", "c", 2)))));

    assertThat(log.sent()).hasSize(4).allMatch(s -> s.fate() instanceof Fate.Accepted);
    assertThat(log.answers()).containsEntry("202", 3L);
    assertThat(subjects).contains("Zo%C3%AB%201");
  }

  @Test
  void overload_failure_and_hanging_up_are_sent_again_and_the_first_submission_counts() {
    script =
        request ->
            switch (request) {
              case 0 -> 429;
              case 1 -> 0;
              case 2 -> 500;
              default -> 202;
            };
    long before = System.nanoTime();

    ClientLog log = run(List.of(Load.Parcel.of(Mode.STRUCTURED, EVENT)));

    assertThat(requests).hasValueGreaterThanOrEqualTo(4);
    assertThat(bodies).allMatch(bodies.getFirst()::equals);
    Sent sent = log.sent().getFirst();
    assertThat(sent.fate()).isInstanceOf(Fate.Accepted.class);
    assertThat(sent.answered() - sent.submitted()).isGreaterThan(50_000_000);
    assertThat(sent.submitted()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void retry_after_is_honoured() {
    script = request -> request == 0 ? 503 : 202;
    long before = System.nanoTime();

    run(List.of(Load.Parcel.of(Mode.BINARY, EVENT)));

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(1_000_000_000L);
  }

  @Test
  void a_final_refusal_is_not_sent_again() {
    script = request -> 422;

    ClientLog log = run(List.of(Load.Parcel.of(Mode.STRUCTURED, EVENT)));

    assertThat(requests).hasValue(1);
    assertThat(log.sent().getFirst().fate()).isEqualTo(new Fate.Refused(422));
  }

  @Test
  void the_first_2xx_of_a_redelivered_event_stays() {
    ClientLog log =
        run(
            List.of(
                Load.Parcel.of(Mode.STRUCTURED, EVENT), Load.Parcel.of(Mode.STRUCTURED, EVENT)));

    assertThat(log.size()).isEqualTo(1);
    assertThat(log.accepts()).hasSize(2);
    long first = log.accepts().stream().mapToLong(ClientLog.Accept::answered).min().orElseThrow();
    assertThat(log.sent().getFirst().answered()).isEqualTo(first);
  }

  @Test
  void shuffling_keeps_every_copy_within_its_window() {
    List<Load.Parcel> parcels =
        IntStream.range(0, 1_000)
            .mapToObj(n -> Load.Parcel.of(Mode.BINARY, Walk.event("acme", "world", "x", n)))
            .toList();

    List<Load.Parcel> shuffled = Load.shuffled(parcels, 5, 1_000, new SplittableRandom(1));

    assertThat(shuffled).hasSize(5_000);
    assertThat(shuffled.stream().filter(parcels.get(17)::equals)).hasSize(5);
    for (int i = 0; i < shuffled.size(); i++) {
      long was = shuffled.get(i).events().getFirst().token() * 5;
      assertThat(Math.abs(was - i)).isLessThan(1_000);
    }
    assertThat(shuffled.subList(0, 1_000)).isNotEqualTo(parcels.subList(0, 200));
  }
}
