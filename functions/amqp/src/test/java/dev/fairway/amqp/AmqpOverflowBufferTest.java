package dev.fairway.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.contracts.OverflowBufferContract;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.OverflowBuffer.Pulled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.proton.ProtonHelper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmqpOverflowBufferTest extends OverflowBufferContract {
  @TempDir static Path folder;
  private static Artemis artemis;
  private static AmqpOverflowBuffer buffer;
  private static AmqpOverflowBuffer elsewhere;

  @BeforeAll
  static void start() {
    artemis = new Artemis(folder);
    buffer = artemis.buffer();
    elsewhere = artemis.buffer();
  }

  @AfterAll
  static void stop() {
    artemis.close();
  }

  @Override
  protected OverflowBuffer buffer() {
    return buffer;
  }

  @Override
  protected OverflowBuffer elsewhere() {
    return elsewhere;
  }

  @Override
  protected void away(boolean away) {
    if (away) artemis.stop();
    else artemis.startAgain();
  }

  @Test
  void a_lost_connection_gives_back_what_it_held_in_its_old_order() {
    sendEach("a", "b", "c", "d");
    AmqpOverflowBuffer holder = artemis.buffer();
    Pulled held = await(holder.pull(tenant, 3));
    assertThat(names(held.messages())).containsExactly("a", "b", "c");
    await(held.settle(1));
    holder.close();
    assertThatThrownBy(() -> await(held.settle(2))).hasRootCauseInstanceOf(IOException.class);
    await(held.close());
    assertThat(names(pulledAtLast())).containsExactly("b", "c", "d");
  }

  /// Its heartbeats stop with the loop that sends them.
  @Test
  void a_holder_that_freezes_is_replaced() {
    sendEach("a", "b", "c");
    Vertx own = Vertx.vertx();
    var thawed = new CountDownLatch(1);
    try {
      AmqpOverflowBuffer holder = artemis.buffer(own);
      assertThat(names(await(holder.pull(tenant, 2)).messages())).containsExactly("a", "b");
      for (Context loop : loops(own)) loop.runOnContext(now -> awaitUninterruptibly(thawed));
      assertThat(names(pulledAtLast())).containsExactly("a", "b", "c");
    } finally {
      thawed.countDown();
      own.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void what_was_sent_outlives_the_broker() {
    sendEach("a", "b");
    Pulled held = await(buffer.pull(tenant, 2));
    await(held.settle(1));
    artemis.stop();
    artemis.startAgain();
    await(held.close());
    await(buffer.mark(tenant, 9));
    assertThat(names(taken())).containsExactly("b", "marker 9");
  }

  /// More than `max-size-bytes`, so that most of it is read from disk again.
  @Test
  void what_is_paged_keeps_its_order_also_when_given_back() {
    String medium = "x".repeat(90_000);
    String large = "x".repeat(150_000);
    List<String> sent = IntStream.range(0, 400).mapToObj(n -> "p" + n).toList();
    Uni.join()
        .all(sent.stream().map(name -> sending(name, name.endsWith("7") ? large : medium)).toList())
        .andFailFast()
        .await()
        .atMost(Duration.ofSeconds(60));
    List<String> came = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (came.size() < sent.size() && System.nanoTime() < deadline) {
      Pulled pulled = await(buffer.pull(tenant, 50));
      int kept = (pulled.messages().size() + 1) / 2;
      came.addAll(names(pulled.messages().subList(0, kept)));
      await(pulled.settle(kept));
      await(pulled.close());
    }
    assertThat(came).isEqualTo(sent);
  }

  private Uni<Void> sending(String name, String text) {
    return buffer.send(tenant, List.of(arrival(tenant, name, text)));
  }

  @Test
  void the_unreadable_is_put_aside_and_the_rest_goes_on() {
    AmqpLink link = artemis.link();
    sendEach("a");
    List<Message> unreadable =
        List.of(
            raw(json("["), Map.of("v", 1, "tenant", tenant, "kind", "arrivals")),
            raw(json("[{}]"), Map.of("v", 1, "tenant", tenant, "kind", "arrivals")),
            raw(json("{}"), Map.of("v", 1, "tenant", tenant, "kind", "marker")),
            raw(json("[]"), Map.of("v", 1, "tenant", tenant, "kind", "riddle")),
            raw(json("[]"), Map.of("v", 2, "tenant", tenant, "kind", "arrivals")),
            raw(json("[]"), Map.of("v", 1, "tenant", tenant + 1, "kind", "arrivals")),
            raw(new AmqpValue("[]"), Map.of("v", 1, "tenant", tenant, "kind", "arrivals")),
            raw(json("[]"), Map.of()));
    for (Message message : unreadable) await(link.call(it -> it.send(message)));
    sendEach("b");
    assertThat(names(taken())).containsExactly("a", "b");
    assertThat(taken()).isEmpty();
    assertThat(
            artemis
                .meters
                .counter("fairway.buffer.unreadable", "tenant", Integer.toString(tenant))
                .count())
        .isEqualTo(unreadable.size());
    List<Message> dead = dead(link);
    assertThat(dead).hasSameSizeAs(unreadable);
    for (int i = 0; i < dead.size(); i++) {
      assertThat(dead.get(i).getBody()).hasToString(unreadable.get(i).getBody().toString());
      assertThat(dead.get(i).getApplicationProperties().getValue())
          .containsAllEntriesOf(unreadable.get(i).getApplicationProperties().getValue())
          .containsEntry("fairway.from", "fairway.buffer." + tenant)
          .containsKey("fairway.why");
    }
  }

  private Message raw(Section body, Map<String, Object> properties) {
    Message message = ProtonHelper.message();
    message.setAddress("fairway.buffer." + tenant);
    message.setDurable(true);
    message.setBody(body);
    message.setApplicationProperties(new ApplicationProperties(properties));
    return message;
  }

  private static Data json(String text) {
    return new Data(new Binary(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Message> dead(AmqpLink link) {
    return await(
        link.call(it ->
            it.receive("fairway.dead", 100)
                .compose(dead ->
                    dead.accept(dead.all().stream().map(Delivered.One::delivery).toList())
                        .map(
                            settled -> dead.all().stream().map(Delivered.One::message).toList()))));
  }

  @Test
  void nobody_is_asked_before_the_first_call_and_nobody_there_is_away_for_a_second() {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    AmqpLink link = artemis.link("amqp://u:p@127.0.0.1:" + port, Duration.ofSeconds(30));
    var lonely = new AmqpOverflowBuffer(link, artemis.meters);
    assertThat(lonely.isAvailable()).isTrue();
    assertThatThrownBy(() -> await(lonely.mark(tenant, 1)))
        .hasRootCauseInstanceOf(IOException.class);
    assertThat(lonely.isAvailable()).isFalse();
    artemis.clock.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
    assertThat(lonely.isAvailable()).isFalse();
    artemis.clock.incrementAndGet();
    assertThat(lonely.isAvailable()).isTrue();
  }

  @Test
  void a_broker_that_does_not_answer_fails_the_call_in_time() throws Exception {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      AmqpLink link =
          artemis.link("amqp://u:p@127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(100));
      var waiting = new AmqpOverflowBuffer(link, artemis.meters);
      assertThatThrownBy(() -> await(waiting.mark(tenant, 1)))
          .hasRootCauseInstanceOf(TimeoutException.class);
      assertThat(waiting.isAvailable()).isFalse();
    }
  }

  @Test
  void an_answer_comes_on_the_callers_event_loop() {
    Context caller = artemis.vertx.getOrCreateContext();
    var answeredOn = new CompletableFuture<Context>();
    caller.runOnContext(now ->
        buffer
            .mark(tenant, 1)
            .subscribe()
            .with(
                sent -> answeredOn.complete(Vertx.currentContext()),
                answeredOn::completeExceptionally));
    assertThat(answeredOn.orTimeout(60, TimeUnit.SECONDS).join()).isSameAs(caller);
  }

  /// Of the first pull that finds anything, settled: the broker takes a while to notice.
  private List<OverflowBuffer.Message> pulledAtLast() {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    List<OverflowBuffer.Message> pulled = taken();
    while (pulled.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      pulled = taken();
    }
    return pulled;
  }

  private static List<Context> loops(Vertx vertx) {
    List<Context> loops = new ArrayList<>();
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++)
      loops.add(((VertxInternal) vertx).createEventLoopContext());
    return loops;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
