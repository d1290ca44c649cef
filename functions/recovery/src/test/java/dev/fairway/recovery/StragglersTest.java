package dev.fairway.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.flow.FlowState;
import dev.fairway.model.flow.FlowState.Mode;
import dev.fairway.ports.memory.MemoryJournal;
import dev.fairway.ports.memory.MemoryOverflowBuffer;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StragglersTest {
  private static final String DATABASE = "leads1";
  private static final int TENANT = 7;
  private static final FlowState PUSH_AGAIN = new FlowState(Mode.PUSH, 3);

  private final MemoryJournal journal = new MemoryJournal(Instant.parse("2026-03-01T12:00:00Z"));
  private final MemoryOverflowBuffer buffer = new MemoryOverflowBuffer();
  private final Stragglers stragglers = new Stragglers(journal, buffer);

  private static <T> T await(Uni<T> uni) {
    return uni.await().indefinitely();
  }

  private FlowState flow() {
    return await(journal.of(DATABASE, List.of(TENANT))).getFirst().state();
  }

  private void pushAgain() {
    await(journal.move(DATABASE, TENANT, FlowState.INITIAL, PUSH_AGAIN));
  }

  private boolean pulls() {
    return await(stragglers.pulls(DATABASE));
  }

  @Test
  void what_stands_in_the_buffer_of_a_tenant_that_pushes_makes_it_pull() {
    pushAgain();
    await(buffer.send(TENANT, List.of()));
    assertThat(pulls()).isTrue();
    assertThat(flow()).isEqualTo(new FlowState(Mode.PULL, 4));
    assertThat(buffer.size(TENANT)).isEqualTo(1);
  }

  @Test
  void an_empty_buffer_leaves_its_tenant_alone() {
    pushAgain();
    assertThat(pulls()).isFalse();
    assertThat(flow()).isEqualTo(PUSH_AGAIN);
  }

  @Test
  void after_a_while_nobody_looks_any_more() {
    pushAgain();
    journal.advance(Duration.ofMinutes(11));
    await(buffer.send(TENANT, List.of()));
    assertThat(pulls()).isFalse();
    assertThat(flow()).isEqualTo(PUSH_AGAIN);
  }

  @Test
  void a_tenant_that_pulls_already_is_told() {
    await(journal.move(DATABASE, TENANT, FlowState.INITIAL, new FlowState(Mode.PULL, 1)));
    assertThat(pulls()).isTrue();
    assertThat(flow()).isEqualTo(new FlowState(Mode.PULL, 1));
  }
}
