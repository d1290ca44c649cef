package dev.fairway.world.flow;

import dev.fairway.model.flow.FlowState;
import java.util.List;

/// What happened to a tenant's events, in the order in which it happened. An event makes one task
/// of a few steps.
sealed interface Occurrence {
  /// For the first time.
  record Submitted(String event, String lead) implements Occurrence {}

  /// With 202.
  record Answered(String event) implements Occurrence {}

  /// The broker has accepted a message.
  record Buffered(List<String> events) implements Occurrence {}

  /// Messages have left the buffer.
  record Settled(List<String> events) implements Occurrence {}

  /// The journal has, or had, the event's task.
  ///
  /// @param epoch at which its acceptance was asked for
  /// @param pushed by enqueue
  /// @param first it did not have it before
  record Journaled(String event, long epoch, boolean pushed, boolean first) implements Occurrence {}

  record Moved(FlowState to) implements Occurrence {}

  /// After a lease.
  record Running(int tasks, int quota) implements Occurrence {}

  /// As the lead's history tells.
  record TookEffect(String event, String step) implements Occurrence {}

  /// The stores, when faults have stopped long enough ago.
  ///
  /// @param messages in the buffer
  /// @param standing tasks in a line
  record Ended(FlowState flow, long messages, int standing) implements Occurrence {}
}
