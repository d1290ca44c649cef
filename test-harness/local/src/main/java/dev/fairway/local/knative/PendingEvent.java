package dev.fairway.local.knative;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An acknowledged event that some Trigger has not finished with. Belongs to the event loop.
final class PendingEvent {
  final long sequence;
  final String broker;

  /// Replies that may still follow from it, one after another.
  final int hops;

  /// The Triggers that still owe it a delivery.
  final Set<String> triggers;

  /// Bytes in the log.
  int size;

  int segment;
  long offset;

  /// Null while it is only on disk.
  private @Nullable WireEvent event;

  PendingEvent(long sequence, String broker, int hops, Set<String> triggers, WireEvent event) {
    this.sequence = sequence;
    this.broker = broker;
    this.hops = hops;
    this.triggers = new LinkedHashSet<>(triggers);
    this.event = event;
  }

  @Nullable WireEvent event() {
    return event;
  }

  void forget() {
    event = null;
  }
}
