package dev.fairway.world.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Waits until nothing is left to do.
public final class Drain {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private Drain() {}

  /// No task of these tenants is buffered, in line or running. Tasks that wait for a time or an
  /// event may stay.
  ///
  /// @return how long it took
  /// @throws IllegalStateException if tasks are left after `atMost`
  public static Duration await(Console console, Collection<String> tenants, Duration atMost) {
    long begun = System.nanoTime();
    for (List<JsonNode> busy = busy(console, tenants);
        !busy.isEmpty();
        busy = busy(console, tenants)) {
      if (System.nanoTime() - begun > atMost.toNanos()) {
        throw new IllegalStateException("not drained after " + atMost + ": " + busy);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /// Numbers are null while the fair queue is away: then nothing is known to be done.
  private static List<JsonNode> busy(Console console, Collection<String> tenants) {
    return console.pages("/queues").stream()
        .filter(q -> tenants.contains(q.path("tenant").asText()))
        .filter(q ->
            !none(q.path("ready"))
                || !none(q.path("inFlight"))
                || !q.path("mode").asText().equals("PUSH"))
        .toList();
  }

  private static boolean none(JsonNode count) {
    return count.isNumber() && count.asLong() == 0;
  }
}
