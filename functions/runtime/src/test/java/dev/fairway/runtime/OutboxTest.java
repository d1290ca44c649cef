package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.ports.Events;
import dev.fairway.ports.TaskJournal.OutboxRow;
import dev.fairway.ports.memory.MemoryJournal;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Map<Integer, String> NAMES = Map.of(7, "acme");

  /// A Broker that never answers about the event `stuck` and refuses `bad`.
  private static final class Slow implements Events {
    @Override
    public Uni<Void> internal(
        String type, Map<String, String> extensions, String partitionKey, String json) {
      throw new IllegalStateException("not an event of the engine's own");
    }

    @Override
    public Uni<Void> publish(Map<String, Object> event) {
      return switch (String.valueOf(event.get("id"))) {
        case "stuck" -> Uni.createFrom().nothing();
        case "bad" -> Uni.createFrom().failure(new IllegalArgumentException("bad"));
        default -> Uni.createFrom().voidItem();
      };
    }
  }

  private final Outbox outbox = new Outbox(new MemoryJournal(Instant.EPOCH), new Slow());

  private int published(String... ids) {
    List<OutboxRow> rows =
        LongStream.range(0, ids.length)
            .mapToObj(i -> new OutboxRow(i, 7, Map.of("id", ids[(int) i])))
            .toList();
    return outbox
        .publish("leads1", rows, NAMES, Duration.ofMillis(20))
        .await()
        .atMost(Duration.ofSeconds(10));
  }

  @Test
  void an_event_that_is_refused_or_not_answered_in_time_stays_and_holds_up_no_other() {
    assertThat(published("one", "bad", "stuck", "two")).isEqualTo(2);
    assertThat(published("stuck")).isZero();
  }
}
