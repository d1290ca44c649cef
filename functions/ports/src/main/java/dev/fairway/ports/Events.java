package dev.fairway.ports;

import io.smallrye.mutiny.Uni;
import java.util.Map;

/// Where events go. A failed `Uni` means that the event may or may not have arrived; all of them
/// may be sent again.
public interface Events {
  /// One of the engine's own events, to its own Broker.
  ///
  /// @param partitionKey keeps related events together where a Broker can
  /// @param json the data
  Uni<Void> internal(String type, Map<String, String> extensions, String partitionKey, String json);

  /// An event of the outside world's kind, to the marketing Broker.
  ///
  /// @param event a complete CloudEvent in structured form
  Uni<Void> publish(Map<String, Object> event);
}
