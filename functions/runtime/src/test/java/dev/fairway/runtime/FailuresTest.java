package dev.fairway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.model.Shard;
import dev.fairway.ports.FairQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void a_refusal_is_found_below_its_wrappers() {
    var refusal = Refusal.noRoom("full", Duration.ofSeconds(2));
    var wrapped = new CompletionException(new IllegalStateException(refusal));
    assertThat(Failures.refusal(wrapped, 500, "/")).isSameAs(refusal);
  }

  @Test
  void stores_that_are_away_are_503_with_a_time_to_come_back() {
    var failures =
        new Throwable[] {
          new UncheckedIOException(new IOException("refused")),
          new CompletionException(new TimeoutException()),
          new FairQueue.StaleGeneration(new Shard("leads1", 0), 1, 2)
        };
    for (Throwable failure : failures) {
      Refusal refusal = Failures.refusal(failure, 500, "/");
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.retryAfter()).isPresent();
    }
  }

  @Test
  void a_bug_is_500_and_tells_nothing_of_the_inside() {
    Refusal refusal = Failures.refusal(new NullPointerException("secret"), 500, "/");
    assertThat(refusal.status()).isEqualTo(500);
    assertThat(refusal.detail()).startsWith("incident ").doesNotContain("secret");
  }

  @Test
  void an_unmapped_type_is_400_at_the_root_so_that_it_is_not_redelivered_for_ever() {
    assertThat(Failures.refusal(null, 404, "/").status()).isEqualTo(400);
    assertThat(Failures.refusal(null, 404, "/elsewhere").status()).isEqualTo(404);
  }

  @Test
  void retry_after_is_in_whole_seconds_and_never_zero() {
    assertThat(Problem.seconds(Duration.ofMillis(1))).isEqualTo(1);
    assertThat(Problem.seconds(Duration.ZERO)).isEqualTo(1);
    assertThat(Problem.seconds(Duration.ofMillis(1_001))).isEqualTo(2);
  }
}
