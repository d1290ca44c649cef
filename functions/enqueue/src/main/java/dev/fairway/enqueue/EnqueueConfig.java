package dev.fairway.enqueue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How much enqueue takes in at once.
@ConfigMapping(prefix = "fairway.enqueue")
public interface EnqueueConfig {
  /// The largest event, in bytes.
  @WithDefault("262144")
  int eventBytes();

  /// The largest batch of events in one request, in bytes; `quarkus.http.limits.max-body-size` caps
  /// it.
  @WithDefault("4194304")
  int batchBytes();

  /// Events in one request.
  @WithDefault("5000")
  int batchEvents();

  /// Events accepted together: requests that arrive while others are under way are gathered up to
  /// this many (one larger request travels whole).
  @WithDefault("500")
  int gather();

  /// Gatherings under way at once.
  @WithDefault("2")
  int flights();

  /// Events waiting to be gathered; beyond it, 429.
  @WithDefault("20000")
  int backlog();

  /// What a sender without room is told to wait.
  @WithDefault("PT1S")
  Duration retryAfter();

  /// Campaigns an event may stand from the outside: the guard against loops.
  @WithDefault("8")
  int depth();

  /// Events with an older `time` are not executed: nobody remembers for longer whether they were.
  @WithDefault("P14D")
  Duration remembered();

  /// How long one request works on scheduled runs.
  @WithDefault("PT10S")
  Duration runs();

  /// Tenants whose campaigns are kept in memory.
  @WithDefault("1000")
  int cachedTenants();
}
