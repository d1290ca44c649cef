package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  @TempDir Path folder;

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static WireEvent event(String id, int size) {
    return new WireEvent(
        Map.of("specversion", "1.0", "id", id, "source", "/s", "type", "t"),
        Map.of("traceparent", "trace"),
        Buffer.buffer(new byte[size]));
  }

  private <T> T onLoop(Supplier<Future<T>> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(
        now -> work.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
    return done.join();
  }

  private PendingEvent append(EventLog log, String id, int size, String... triggers) {
    return onLoop(() -> log.append("main", 255, List.of(triggers), event(id, size)));
  }

  private void finish(EventLog log, PendingEvent event, String trigger) {
    onLoop(() -> {
      log.finished(event, trigger);
      log.passNotes();
      return Future.succeededFuture();
    });
  }

  private static List<String> ids(EventLog log) {
    return log.pending().stream().map(event -> log.event(event).id()).toList();
  }

  private List<String> segments() {
    try (var files = Files.list(folder)) {
      return files
          .map(f -> String.valueOf(f.getFileName()))
          .filter(n -> n.endsWith(".log"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_is_unfinished_is_pending_again_with_the_triggers_that_owe_it() {
    try (EventLog log = EventLog.open(folder, loop)) {
      append(log, "1", 10, "a", "b");
      finish(log, append(log, "2", 10, "a", "b"), "a");
      PendingEvent done = append(log, "3", 10, "a", "b");
      finish(log, done, "a");
      finish(log, done, "b");
    }
    try (EventLog log = EventLog.open(folder, loop)) {
      assertThat(ids(log)).containsExactly("1", "2");
      assertThat(log.pending().get(0).triggers).containsExactly("a", "b");
      assertThat(log.pending().get(1).triggers).containsExactly("b");
      assertThat(log.event(log.pending().get(0))).isEqualTo(event("1", 10));
      assertThat(log.pending().get(0).hops).isEqualTo(255);
    }
  }

  @Test
  void appends_that_come_together_share_an_fsync() {
    try (EventLog log = EventLog.open(folder, loop)) {
      onLoop(() -> {
        List<Future<PendingEvent>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++)
          all.add(log.append("main", 255, List.of("a"), event("" + i, 100)));
        return Future.all(all);
      });
      assertThat(log.appends()).isEqualTo(1_000);
      assertThat(log.syncs()).isLessThan(500);
    }
  }

  @Test
  void a_write_that_a_crash_tore_costs_only_itself() throws IOException {
    try (EventLog log = EventLog.open(folder, loop)) {
      append(log, "1", 10, "a");
    }
    Path segment = folder.resolve(segments().getFirst());
    Files.write(segment, new byte[] {0, 0, 0, 50, 1, 2, 3, 4, 5, 6}, StandardOpenOption.APPEND);
    try (EventLog log = EventLog.open(folder, loop)) {
      assertThat(ids(log)).containsExactly("1");
      append(log, "2", 10, "a");
    }
    try (EventLog log = EventLog.open(folder, loop)) {
      assertThat(ids(log)).containsExactly("1", "2");
    }
  }

  @Test
  void finished_segments_go_and_what_lingers_moves_on() {
    try (EventLog log = EventLog.open(folder, loop, 10_000, 5_000)) {
      append(log, "lingers", 100, "a", "b");
      for (int i = 0; i < 200; i++) finish(log, append(log, "" + i, 1_000, "a"), "a");
      Rig.await("few segments", () -> segments().size() <= 7);
      assertThat(ids(log)).containsExactly("lingers");
    }
    try (EventLog log = EventLog.open(folder, loop, 10_000, 5_000)) {
      assertThat(ids(log)).containsExactly("lingers");
      assertThat(log.pending().getFirst().triggers).containsExactly("a", "b");
      assertThat(log.event(log.pending().getFirst())).isEqualTo(event("lingers", 100));
    }
  }

  @Test
  void events_beyond_the_memory_bound_are_read_from_disk() {
    try (EventLog log = EventLog.open(folder, loop, 100_000, 1_000)) {
      List<PendingEvent> events = new ArrayList<>();
      for (int i = 0; i < 20; i++) events.add(append(log, "" + i, 400, "a"));
      assertThat(events.stream().filter(event -> event.event() == null).count()).isGreaterThan(15);
      assertThat(ids(log)).hasSize(20).startsWith("0", "1", "2");
      for (PendingEvent event : events) finish(log, event, "a");
      assertThat(append(log, "last", 400, "a").event()).isNotNull();
    }
  }

  @Test
  void two_engines_cannot_share_a_folder() {
    try (EventLog log = EventLog.open(folder, loop)) {
      assertThat(log.pendingCount()).isZero();
      assertThatThrownBy(() -> EventLog.open(folder, loop)).hasMessageContaining("in use");
    }
  }
}
