package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmitterTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();

  /// What was shown, by path of the Broker.
  private final List<String> shown = new CopyOnWriteArrayList<>();

  private String broker = "";

  @BeforeEach
  void brokers() throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> {
              shown.add(request.path() + " " + request.getHeader("Authorization"));
              request.response().setStatusCode(202).end();
            })
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    broker = "http://localhost:" + server.actualPort();
  }

  @AfterEach
  void close() {
    await(Uni.createFrom().completionStage(() -> vertx.close().toCompletionStage()));
  }

  private static <T> T await(Uni<T> answer) {
    return answer.await().atMost(SOON);
  }

  private Optional<String> token(String text) throws IOException {
    return Optional.of(Files.writeString(folder.resolve(text), text + "\n").toString());
  }

  private List<String> shownBy(Optional<String> token, Optional<String> marketing) {
    var emitter =
        new Emitter(
            vertx,
            new Room("fairway-sweep"),
            Optional.of(broker + "/engine"),
            Optional.of(broker + "/marketing"),
            token,
            marketing);
    await(emitter.internal("dev.fairway.sweep", Map.of(), "k", "{}"));
    await(emitter.publish(Map.of("id", "1", "type", "t")));
    emitter.close();
    return shown;
  }

  @Test
  void each_broker_is_shown_the_token_that_is_made_out_to_it() throws IOException {
    assertThat(shownBy(token("one"), token("two")))
        .containsExactly("/engine Bearer one", "/marketing Bearer two");
  }

  @Test
  void one_token_is_for_both() throws IOException {
    assertThat(shownBy(token("one"), Optional.empty()))
        .containsExactly("/engine Bearer one", "/marketing Bearer one");
  }

  @Test
  void a_broker_that_asks_nobody_is_shown_nothing() {
    assertThat(shownBy(Optional.empty(), Optional.empty()))
        .containsExactly("/engine null", "/marketing null");
  }
}
