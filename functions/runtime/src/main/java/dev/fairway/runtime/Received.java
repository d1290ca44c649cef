package dev.fairway.runtime;

import dev.fairway.model.Event;
import java.util.List;

/// What one request brought.
///
/// @param tasks per event, how many tasks it made: filled in by whoever knows, for the log
public record Received(CloudEvents.Mode mode, List<Event> events, int[] tasks) {
  /// The one event of a request that is no batch.
  public Event event() {
    if (events.size() != 1)
      throw new IllegalStateException("one event expected, there are " + events.size());
    return events.getFirst();
  }
}
