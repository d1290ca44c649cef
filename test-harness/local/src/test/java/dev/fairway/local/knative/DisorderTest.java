package dev.fairway.local.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisorderTest {
  private static final List<Integer> EVENTS = IntStream.range(0, 200).boxed().toList();

  @TempDir Path folder;
  private final Sink sink = new Sink();
  private final Rig rig = new Rig();

  @AfterEach
  void stop() {
    System.clearProperty(Disorder.PROPERTY);
    rig.close();
    sink.close();
  }

  private static List<Integer> order(Optional<Long> seed) {
    Disorder disorder = Disorder.of(seed);
    Deque<Integer> queue = new ArrayDeque<>(EVENTS);
    List<Integer> order = new ArrayList<>();
    while (!queue.isEmpty()) order.add(disorder.next(queue));
    return order;
  }

  @Test
  void without_a_seed_events_go_in_their_order() {
    assertThat(order(Optional.empty())).isEqualTo(EVENTS);
  }

  @Test
  @Obeys(Rule.AN_EVENT_MAY_OVERTAKE)
  void a_seed_is_an_order_of_its_own_that_leaves_none_out() {
    assertThat(order(Optional.of(7L)))
        .isNotEqualTo(EVENTS)
        .isEqualTo(order(Optional.of(7L)))
        .containsExactlyInAnyOrderElementsOf(EVENTS);
    assertThat(order(Optional.of(8L))).isNotEqualTo(order(Optional.of(7L)));
  }

  @Test
  @Obeys(Rule.AN_EVENT_MAY_COME_TWICE)
  void with_disorder_every_event_is_delivered_and_some_twice() {
    System.setProperty(Disorder.PROPERTY, "7");
    rig.start(folder, Rig.broker("main"), Rig.trigger("t", sink.uri()));
    for (int event : EVENTS) rig.send(rig.event("e" + event, "x"));
    Rig.await("idle", () -> rig.metric("fairway_local_events_pending") == 0);
    assertThat(sink.received).hasSizeGreaterThan(EVENTS.size());
    assertThat(sink.received.stream().map(it -> it.headers().get("ce-id")).distinct())
        .hasSameSizeAs(EVENTS);
    assertThat(rig.metric("fairway_local_deliveries_total{trigger=\"t\",result=\"delivered\"}"))
        .isEqualTo(EVENTS.size());
  }
}
