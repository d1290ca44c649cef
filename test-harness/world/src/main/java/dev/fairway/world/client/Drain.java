package dev.fairway.world.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Waits until nothing is left to do.
public final class Drain {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /// States from which a task goes on by itself.
  private static final List<String> UNFINISHED = List.of("ready", "leased", "retrying", "inDoubt");

  private Drain() {}

  /// A task may step from one state to another behind the eye that looks at them in turn, so two
  /// empty rounds are asked for.
  ///
  /// @return how long it took
  /// @throws IllegalStateException if tasks are left after `atMost`
  public static Duration await(Console console, Collection<String> tenants, Duration atMost) {
    long begun = System.nanoTime();
    int emptyRounds = 0;
    while (emptyRounds < 2) {
      List<JsonNode> left = round(console, tenants);
      emptyRounds = left.isEmpty() ? emptyRounds + 1 : 0;
      if (System.nanoTime() - begun > atMost.toNanos()) {
        throw new IllegalStateException("not drained after " + atMost + ": " + left);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /// The first unfinished task met, if any.
  private static List<JsonNode> round(Console console, Collection<String> tenants) {
    for (String tenant : tenants) {
      for (String state : UNFINISHED) {
        List<JsonNode> left = console.tasks(tenant, state, 1);
        if (!left.isEmpty()) return left;
      }
    }
    return List.of();
  }
}
