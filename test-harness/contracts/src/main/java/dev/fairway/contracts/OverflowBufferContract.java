package dev.fairway.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Priority;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant.UnknownLead;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.OverflowBuffer.Message;
import dev.fairway.ports.OverflowBuffer.Pulled;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What every OverflowBuffer does. Every test has tenants of its own, so that all may share one
/// broker.
public abstract class OverflowBufferContract {
  private static final AtomicInteger TENANTS = new AtomicInteger(1_000);

  protected final int tenant = TENANTS.getAndAdd(2);
  private final int neighbour = tenant + 1;

  protected abstract OverflowBuffer buffer();

  /// The same buffers as another process has them.
  protected abstract OverflowBuffer elsewhere();

  /// Whether the broker is away; when it is back, enough time has passed to try again.
  protected abstract void away(boolean away);

  @Test
  void messages_come_in_the_order_in_which_they_were_sent() {
    await(buffer().send(tenant, List.of(arrival("a"), arrival("b"))));
    await(buffer().send(tenant, List.of(arrival("c"))));
    await(buffer().mark(tenant, 5));
    await(elsewhere().send(tenant, List.of(arrival("d"))));
    assertThat(taken())
        .containsExactly(
            new Message.Arrivals(List.of(arrival("a"), arrival("b"))),
            new Message.Arrivals(List.of(arrival("c"))),
            new Message.Marker(5),
            new Message.Arrivals(List.of(arrival("d"))));
  }

  @Test
  void an_arrival_is_afterwards_what_it_was_but_for_its_epoch() {
    List<Arrival> arrivals =
        List.of(
            arrival("plain"),
            new Arrival(
                tenant,
                0,
                new LeadRef.ByEmail("Ännchen@example.org"),
                UnknownLead.IGNORE,
                everyAttribute(),
                new Digest16(Long.MIN_VALUE, 1),
                false,
                true,
                everyCandidate()),
            new Arrival(
                tenant,
                0,
                new LeadRef.ById("\u0000 '\"\\ \uD83D\uDE00 \u2028"),
                UnknownLead.REJECT,
                event("e", Map.of()),
                new Digest16(-1, Long.MAX_VALUE),
                true,
                false,
                List.of()));
    await(buffer().send(tenant, arrivals.stream().map(it -> it.at(17)).toList()));
    assertThat(taken()).containsExactly(new Message.Arrivals(arrivals));
  }

  private static Event everyAttribute() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("text", "\u0000 ü \uD83D\uDE00 \u2028 \"\\");
    data.put("long", Long.MIN_VALUE);
    data.put("small", 1L);
    data.put("double", -0.1);
    data.put("whole", 1e300);
    data.put("yes", true);
    data.put("nothing", null);
    data.put("list", Arrays.asList(1L, null, List.of("x", 2.5), Map.of("y", List.of())));
    data.put("object", Map.of("", Map.of("z", false)));
    return new Event(
        "/source?x=ü",
        "e\u0000",
        "type",
        Optional.of("subject"),
        Optional.of(Instant.parse("2026-03-01T10:00:00.123456789Z")),
        Optional.of(Instant.parse("9999-12-31T23:59:59Z")),
        3,
        Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        Map.of("one", "1", "two", ""),
        data);
  }

  private static List<Arrival.Candidate> everyCandidate() {
    var frequencies =
        List.of(
            new Qualification.Once(),
            new Qualification.Every(),
            new Qualification.Per(Duration.ofDays(400).plusNanos(1)));
    List<Arrival.Candidate> candidates = new ArrayList<>();
    for (Family family : Family.values())
      for (Priority priority : Priority.values())
        for (Qualification qualification : frequencies)
          candidates.add(candidate(family, priority, qualification));
    return candidates;
  }

  private static Arrival.Candidate candidate(
      Family family, Priority priority, Qualification qualification) {
    return new Arrival.Candidate(
        TaskId.of("t", "s", "e", family + " " + priority + " " + qualification),
        Integer.MAX_VALUE,
        2,
        qualification,
        "first step",
        family,
        priority,
        priority == Priority.LOW);
  }

  @Test
  void no_more_come_than_were_asked_for_and_none_when_there_are_none() {
    assertThat(taken()).isEmpty();
    sendEach("a", "b", "c", "d", "e");
    assertThat(names(take(3))).containsExactly("a", "b", "c");
    assertThat(names(take(3))).containsExactly("d", "e");
    assertThat(taken()).isEmpty();
  }

  @Test
  void what_was_not_settled_comes_again_in_its_old_place() {
    sendEach("a", "b", "c", "d", "e", "f");
    Pulled pulled = await(buffer().pull(tenant, 5));
    assertThat(names(pulled.messages())).containsExactly("a", "b", "c", "d", "e");
    await(pulled.settle(1));
    await(pulled.settle(1));
    await(pulled.settle(2));
    sendEach("g");
    await(pulled.close());
    assertThat(names(taken())).containsExactly("c", "d", "e", "f", "g");
  }

  @Test
  void nothing_settled_everything_comes_again() {
    sendEach("a", "b", "c");
    for (int i = 0; i < 12; i++) {
      Pulled pulled = await(buffer().pull(tenant, 2));
      assertThat(names(pulled.messages())).containsExactly("a", "b");
      await(pulled.close());
    }
    assertThat(names(taken())).containsExactly("a", "b", "c");
  }

  @Test
  void a_second_puller_gets_nothing_while_the_first_one_holds() {
    sendEach("a", "b", "c");
    Pulled first = await(buffer().pull(tenant, 2));
    assertThat(first.messages()).hasSize(2);
    for (OverflowBuffer second : List.of(buffer(), elsewhere())) {
      Pulled none = await(second.pull(tenant, 10));
      sendEach("later");
      assertThat(none.messages()).isEmpty();
      await(none.close());
    }
    await(first.settle(1));
    await(first.close());
    Pulled next = await(elsewhere().pull(tenant, 10));
    assertThat(names(next.messages())).containsExactly("b", "c", "later", "later");
    await(next.close());
  }

  @Test
  void tenants_have_buffers_of_their_own() {
    await(buffer().send(neighbour, List.of(arrival(neighbour, "theirs", ""))));
    sendEach("ours");
    Pulled theirs = await(buffer().pull(neighbour, 10));
    assertThat(names(theirs.messages())).containsExactly("theirs");
    assertThat(names(taken())).containsExactly("ours");
    await(theirs.close());
  }

  /// Some of them large: a broker may keep those another way, on another path.
  @Test
  void what_one_sender_sends_without_waiting_keeps_its_order() {
    String large = "x".repeat(150_000);
    List<List<String>> sent = new ArrayList<>();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String sender = "s" + i;
      List<String> names = IntStream.range(0, 250).mapToObj(n -> sender + "-" + n).toList();
      sent.add(names);
      senders.add(Thread.ofPlatform().unstarted(() -> sendAtOnce(names, large)));
    }
    senders.forEach(Thread::start);
    senders.forEach(OverflowBufferContract::join);
    List<String> came = new ArrayList<>();
    for (var some = take(100); !some.isEmpty() && came.size() < 1_000; some = take(100))
      came.addAll(names(some));
    assertThat(came).hasSize(1_000);
    for (List<String> names : sent) assertThat(came).containsSubsequence(names);
  }

  private void sendAtOnce(List<String> names, String large) {
    var answers =
        names.stream()
            .map(name -> arrival(tenant, name, name.endsWith("7") ? large : ""))
            .map(it -> buffer().send(tenant, List.of(it)).subscribeAsCompletionStage())
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(answers).join();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_broker_that_is_away_fails_the_call_and_is_found_again() {
    sendEach("a");
    assertThat(buffer().isAvailable()).isTrue();
    away(true);
    try {
      assertThatThrownBy(() -> await(buffer().send(tenant, List.of(arrival("lost")))))
          .hasRootCauseInstanceOf(IOException.class);
      assertThatThrownBy(() -> await(buffer().pull(tenant, 1)))
          .hasRootCauseInstanceOf(IOException.class);
      assertThat(buffer().isAvailable()).isFalse();
    } finally {
      away(false);
    }
    assertThat(buffer().isAvailable()).isTrue();
    sendEach("b");
    assertThat(names(taken())).containsExactly("a", "b");
  }

  /// Sends one message for each name.
  protected final void sendEach(String... names) {
    for (String name : names) await(buffer().send(tenant, List.of(arrival(name))));
  }

  /// Everything there is, up to some bound, settled.
  protected final List<Message> taken() {
    return take(1_000);
  }

  private List<Message> take(int atMost) {
    Pulled pulled = await(buffer().pull(tenant, atMost));
    await(pulled.settle(pulled.messages().size()));
    await(pulled.close());
    return pulled.messages();
  }

  /// The ids of the events.
  protected static List<String> names(List<Message> messages) {
    return messages.stream().flatMap(OverflowBufferContract::names).toList();
  }

  private static Stream<String> names(Message message) {
    return switch (message) {
      case Message.Arrivals(List<Arrival> arrivals) -> arrivals.stream().map(it -> it.event().id());
      case Message.Marker(long epoch) -> Stream.of("marker " + epoch);
    };
  }

  protected final Arrival arrival(String name) {
    return arrival(tenant, name, "");
  }

  protected static Arrival arrival(int tenant, String name, String text) {
    return new Arrival(
        tenant,
        0,
        new LeadRef.ById("ann"),
        UnknownLead.CREATE,
        event(name, Map.of("text", text)),
        new Digest16(1, 2),
        true,
        false,
        List.of(candidate(Family.PERSON, Priority.NORMAL, new Qualification.Every())));
  }

  private static Event event(String id, Map<String, Object> data) {
    return new Event(
        "/test",
        id,
        "visited",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        data);
  }

  protected static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(60));
  }
}
