package dev.fairway.ports;

import dev.fairway.model.Arrival;
import io.smallrye.mutiny.Uni;
import java.util.List;

/// Durable, first in, first out, one for each tenant: where arrivals wait when the fair queue has
/// no room. At least once: what was given out and not settled comes again, in its old place.
public interface OverflowBuffer {

  /// Whether something can be sent now, as far as is known.
  boolean isAvailable();

  /// Durable once the `Uni` completes, behind all that was before; a failure means that it may or
  /// may not be there.
  ///
  /// @param arrivals of this tenant; their epoch is not kept
  Uni<Void> send(int tenant, List<Arrival> arrivals);

  /// As `send`: a mark that everything sent before stands in front of.
  Uni<Void> mark(int tenant, long epoch);

  /// The next messages, at most so many. One puller a tenant at a time: another one gets none.
  /// Fewer than asked for, or none, does not prove that the buffer is empty.
  Uni<Pulled> pull(int tenant, int atMost);

  /// Messages given out, in their order, held until closed.
  interface Pulled {
    List<Message> messages();

    /// The first so many need not come again. Waits until the broker knows.
    Uni<Void> settle(int first);

    /// What was not settled goes back to its old place. To be called once, whatever happened.
    Uni<Void> close();
  }

  sealed interface Message {
    /// What one `send` sent; `Arrival.epoch` is 0.
    record Arrivals(List<Arrival> arrivals) implements Message {}

    record Marker(long epoch) implements Message {}
  }
}
