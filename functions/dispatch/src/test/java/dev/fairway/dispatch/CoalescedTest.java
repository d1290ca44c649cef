package dev.fairway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CoalescedTest {
  private final List<CompletableFuture<Integer>> runs = new ArrayList<>();
  private final Coalesced<Integer> turns = new Coalesced<>(this::begin);

  private Uni<Integer> begin() {
    var run = new CompletableFuture<Integer>();
    runs.add(run);
    return Uni.createFrom().completionStage(run);
  }

  private CompletableFuture<Integer> ask() {
    return turns.run().subscribeAsCompletionStage();
  }

  @Test
  void whoever_asks_during_a_run_shares_the_next_one() {
    var first = ask();
    var second = ask();
    var third = ask();
    assertThat(runs).hasSize(1);

    runs.get(0).complete(1);
    assertThat(first).isCompletedWithValue(1);
    assertThat(second).isNotDone();
    assertThat(runs).hasSize(2);

    runs.get(1).complete(2);
    assertThat(second).isCompletedWithValue(2);
    assertThat(third).isCompletedWithValue(2);
    assertThat(runs).hasSize(2);
  }

  @Test
  void a_run_that_fails_fails_its_askers_and_nobody_else() {
    var first = ask();
    var second = ask();
    runs.get(0).completeExceptionally(new IllegalStateException("away"));
    assertThatThrownBy(first::join).hasRootCauseMessage("away");
    runs.get(1).complete(2);
    assertThat(second).isCompletedWithValue(2);
  }

  @Test
  void after_a_pause_asking_begins_at_once() {
    ask();
    runs.get(0).complete(1);
    ask();
    assertThat(runs).hasSize(2);
  }
}
