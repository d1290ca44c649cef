package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingTest {
  private static final String MINUTE = Rig.window("60s");

  @TempDir Path folder;
  private final Rig rig = new Rig();

  @AfterEach
  void stop() {
    rig.close();
  }

  private void start(int concurrency, int max, String... annotations) {
    rig.start(folder, Rig.service("enqueue", concurrency, max, annotations));
  }

  private HttpRequest.Builder ask(String what) {
    return rig.get("/events?" + what);
  }

  private List<CompletableFuture<HttpResponse<String>>> many(int count, String what) {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) answers.add(rig.sendAsync(ask(what)));
    return answers;
  }

  private static List<Integer> codes(List<CompletableFuture<HttpResponse<String>>> answers) {
    return answers.stream().map(answer -> answer.join().statusCode()).toList();
  }

  private void killAll() {
    rig.knative()
        .processes()
        .forEach(p -> ProcessHandle.of(p.pid()).ifPresent(ProcessHandle::destroyForcibly));
  }

  private void awaitProcesses(int count) {
    Rig.await(count + " processes", () -> rig.knative().processes().size() == count);
  }

  @Test
  @Obeys(Rule.A_REQUEST_AT_ZERO_IS_HELD)
  void nothing_runs_until_a_request_comes_which_is_held_and_then_served() throws IOException {
    start(10, 2, MINUTE);
    assertThat(rig.knative().processes()).isEmpty();
    assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(200);
    assertThat(rig.knative().processes()).hasSize(1);
    FunctionProcess process = rig.knative().processes().getFirst();
    assertThat(process.state()).isEqualTo(FunctionProcess.State.READY);
    Path file = folder.resolve("data/processes.json");
    Rig.await(
        "processes.json",
        () -> {
          try {
            return Files.readString(file).contains("\"ready\"");
          } catch (IOException e) {
            return false;
          }
        });
    assertThat(Files.readString(file)).contains("\"pid\" : " + process.pid());
  }

  @Test
  @Obeys(Rule.A_PROCESS_KNOWS_ITS_PORT_AND_REVISION)
  void a_process_has_the_environment_of_a_container() {
    start(10, 2, MINUTE);
    String environment = rig.send(ask("environment")).body();
    assertThat(environment.lines())
        .contains(
            "PORT=" + rig.knative().processes().getFirst().port(),
            "K_SERVICE=enqueue",
            "K_CONFIGURATION=enqueue",
            "K_REVISION=enqueue-00001",
            "FAIRWAY_PARENT=stdin",
            "PLAIN=1",
            "REDIS=redis://here",
            "INGRESS=" + rig.knative().uri() + "/broker/main");
  }

  @Test
  @Obeys(Rule.CONCURRENCY_IS_A_HARD_LIMIT)
  void a_process_never_has_more_requests_than_its_concurrency() {
    start(2, 1, MINUTE);
    List<CompletableFuture<HttpResponse<String>>> answers = many(20, "sleep:20");
    assertThat(codes(answers)).containsOnly(200);
    assertThat(
            answers.stream().mapToInt(a -> Integer.parseInt(a.join().body().split(" ")[1])).max())
        .hasValue(2);
    assertThat(rig.knative().processes()).hasSize(1);
  }

  @Test
  @Obeys(Rule.A_FULL_QUEUE_ANSWERS_503)
  void what_the_queue_cannot_hold_is_refused() {
    start(1, 1, MINUTE);
    List<Integer> codes = codes(many(16, "sleep:100"));
    assertThat(codes).contains(200, 503).containsOnly(200, 503);
    assertThat(codes.stream().filter(code -> code == 200).count()).isGreaterThanOrEqualTo(10);
  }

  @Test
  @Obeys(Rule.A_LATE_ANSWER_IS_504)
  void a_request_that_takes_too_long_ends_with_504() {
    rig.start(folder, Rig.hasty("enqueue", 1, 10, 1, MINUTE));
    Rig.await("started", () -> rig.send(ask("sleep:1")).statusCode() == 200);
    assertThat(rig.send(ask("sleep:2500")).statusCode()).isEqualTo(504);
  }

  @Test
  @Obeys(Rule.MAX_SCALE_COUNTS_STARTING_PROCESSES)
  void load_starts_more_processes_but_never_more_than_max_scale() {
    start(4, 3, Rig.window("6s"));
    List<CompletableFuture<HttpResponse<String>>> answers = many(100, "sleep:100");
    int most = 0;
    while (answers.stream().anyMatch(answer -> !answer.isDone())) {
      most = Math.max(most, rig.knative().processes().size());
      Thread.onSpinWait();
    }
    assertThat(codes(answers)).containsOnly(200);
    assertThat(most).isLessThanOrEqualTo(3);
    Set<String> pids =
        answers.stream()
            .map(answer -> answer.join().body().split(" ")[0])
            .collect(Collectors.toSet());
    assertThat(pids).hasSizeBetween(2, 3);
  }

  @Test
  @Obeys(Rule.SIGTERM_COMES_BEFORE_THE_END)
  void an_idle_function_ends_by_sigterm_and_the_next_request_starts_it_again() throws IOException {
    start(10, 2, Rig.window("1s"));
    assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(200);
    awaitProcesses(0);
    assertThat(Files.readString(folder.resolve("data/logs/enqueue-1.log"))).contains("terminated");
    assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(200);
    assertThat(folder.resolve("data/logs/enqueue-2.log")).exists();
  }

  @Test
  void at_the_end_a_process_is_asked_to_end_at_once_and_finishes_what_it_has() throws Exception {
    start(10, 1, MINUTE);
    assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(200);
    var staying = rig.sendAsync(ask("untilAskedToEnd"));
    Rig.await("in flight", () -> rig.metrics().contains("fake_in_flight 1"));
    rig.close();
    assertThat(staying.get().body()).isEqualTo("finished");
  }

  @Test
  @Obeys(Rule.ZERO_COMES_ONLY_WHEN_IDLE)
  void requests_longer_than_the_window_keep_a_process_alive() {
    start(10, 2, Rig.window("0.3s"));
    assertThat(rig.send(ask("sleep:1800")).statusCode()).isEqualTo(200);
  }

  @Test
  @Obeys(Rule.DRAIN_LOSES_NO_REQUEST)
  void scaling_up_and_down_all_the_time_loses_no_request() {
    start(1, 3, Rig.window("0.2s"));
    for (int round = 0; round < 8; round++)
      assertThat(codes(many(4, "sleep:" + round * 10))).containsOnly(200);
  }

  @Test
  @Obeys(Rule.A_CRASH_FAILS_ITS_REQUESTS_AND_THE_SENDER_TRIES_AGAIN)
  void a_process_that_dies_fails_its_requests_and_the_next_one_starts_another() {
    start(10, 1, MINUTE);
    assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(200);
    assertThat(rig.send(ask("die").POST(HttpRequest.BodyPublishers.ofString("x"))).statusCode())
        .isEqualTo(502);
    assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(200);
    assertThat(rig.knative().processes()).hasSize(1);
  }

  @Test
  void a_killed_idle_process_is_noticed_by_the_next_request_at_the_latest() {
    start(10, 1, MINUTE);
    for (int i = 0; i < 3; i++) {
      assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(200);
      killAll();
      // a pooled connection may still look alive at this moment: one failure, never two
      if (rig.send(ask("sleep:1")).statusCode() != 200)
        assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_function_that_does_not_start_lets_requests_time_out_and_says_so() {
    rig.start(
        folder,
        Map.of("enqueue", Map.of("FAKE_FAILS", "1")),
        Rig.hasty("enqueue", 3, 1, 1, MINUTE));
    assertThat(rig.send(ask("sleep:1")).statusCode()).isEqualTo(504);

    assertThat(folder.resolve("data/logs/enqueue-9.log")).doesNotExist();
  }

  @Test
  void counters_never_fall_when_processes_end() {
    start(10, 1, Rig.window("1s"));
    String series = "fake_requests_total{kind=\"any\"}";
    rig.send(ask("sleep:1"));
    rig.send(ask("sleep:1"));
    assertThat(rig.metric(series)).isEqualTo(2);
    awaitProcesses(0);
    assertThat(rig.metric(series)).isEqualTo(2);
    rig.send(ask("sleep:1"));
    assertThat(rig.metric(series)).isEqualTo(3);
    assertThat(rig.metrics()).contains("fake_in_flight 0");
  }

  @Test
  void bodies_and_headers_pass_through_the_gateway_but_not_hop_by_hop_ones() {
    start(10, 1, MINUTE);
    String body = "x".repeat(300_000);
    var answer =
        rig.send(
            ask("echo").header("te", "trailers").POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().allValues("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(answer.headers().firstValue("x-te")).contains("null");
  }

  @Test
  void health_speaks_for_the_whole() {
    start(10, 1, MINUTE);
    assertThat(rig.send(rig.get("/q/health/live")).statusCode()).isEqualTo(200);
    assertThat(rig.send(rig.get("/q/health/ready")).statusCode()).isEqualTo(200);
    rig.knative().storesReady(() -> Optional.of("PostgreSQL is starting"));
    var answer = rig.send(rig.get("/q/health/ready"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("PostgreSQL is starting");
  }

  @Test
  @Obeys(Rule.A_CRASH_FAILS_ITS_REQUESTS_AND_THE_SENDER_TRIES_AGAIN)
  void an_event_that_killed_its_process_is_delivered_again() {
    Path mark = folder.resolve("mark");
    rig.start(
        folder,
        Rig.service("worker", 10, 2, MINUTE),
        Rig.broker("main"),
        Rig.trigger("t", Rig.toService("worker"), "delivery: {retry: 3, backoffDelay: PT0.05S}"));
    rig.send(rig.event("1", "x").header("ce-act", "dieOnce:" + mark));
    Rig.await(
        "delivered",
        () ->
            rig.metric("fairway_local_deliveries_total{trigger=\"t\",result=\"delivered\"}") == 1);
    assertThat(mark).exists();
  }

  @Test
  void more_events_than_processes_can_take_are_all_delivered() {
    rig.start(
        folder,
        Rig.service("worker", 2, 2, MINUTE),
        Rig.broker("main"),
        Rig.trigger("t", Rig.toService("worker")));
    for (int i = 0; i < 500; i++)
      assertThat(rig.send(rig.event("" + i, "x")).statusCode()).isEqualTo(202);
    Rig.await(
        "delivered",
        () ->
            rig.metric("fairway_local_deliveries_total{trigger=\"t\",result=\"delivered\"}")
                == 500);
  }

  @Test
  @Obeys(Rule.SERVICES_SCALE_BY_THEMSELVES)
  void only_the_service_that_is_asked_is_started() {
    rig.start(
        folder,
        Rig.service("asked", 1, 1, MINUTE),
        Rig.service("other", 1, 1, MINUTE),
        Rig.broker("main"),
        Rig.trigger("t", Rig.toService("asked")));
    rig.send(rig.event("1", "x"));
    Rig.await("idle", () -> rig.metric("fairway_local_events_pending") == 0);
    assertThat(rig.knative().processes()).extracting(FunctionProcess::name).containsOnly("asked");
  }

  @Test
  @Obeys(Rule.A_PING_WAKES_ITS_SINK)
  void a_ping_reaches_its_sink() {
    String ping =
        """
        apiVersion: sources.knative.dev/v1
        kind: PingSource
        metadata: {name: sweep}
        spec:
          schedule: "0 0 1 1 *"
          contentType: application/json
          data: '{"a":1}'
          ceOverrides: {extensions: {reason: clock}}
          sink: {ref: {apiVersion: eventing.knative.dev/v1, kind: Broker, name: main}}
        """;
    try (Sink sink = new Sink()) {
      rig.start(folder, Rig.broker("main"), ping, Rig.trigger("t", sink.uri()));
      rig.knative().ping();
      Rig.await("ping", () -> !sink.received.isEmpty());
      assertThat(sink.received.getFirst().text()).isEqualTo("{\"a\":1}");
      assertThat(sink.received.getFirst().headers())
          .containsEntry("ce-type", "dev.knative.sources.ping")
          .containsEntry("ce-source", "/apis/v1/namespaces/fairway/pingsources/sweep")
          .containsEntry("ce-reason", "clock");
    }
  }

  @Test
  void what_a_killed_launcher_left_behind_is_stopped_at_the_next_start() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Process left =
        new ProcessBuilder(Rig.fakes().of("enqueue", List.of()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("left.log").toFile())
            .start();
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(
          data.resolve("processes.json"),
          "[{\"name\":\"a\",\"pid\":%d},{\"name\":\"b\",\"pid\":%d}]"
              .formatted(left.pid(), other.pid()));
      start(10, 1, MINUTE);
      Rig.await("stopped", () -> !left.isAlive());
      assertThat(other.isAlive()).isTrue();
    } finally {
      left.destroyForcibly();
      other.destroyForcibly();
    }
  }
}
