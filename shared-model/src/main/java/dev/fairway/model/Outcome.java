package dev.fairway.model;

import java.time.Instant;

/// What a visit did to a task, as told to the fair queue. The journal already has it.
public sealed interface Outcome {
  /// The next step belongs to `family`; the task stays at the head of its line.
  record Next(Family family) implements Outcome {}

  /// Left the journal, or waits without a time (an event, a callback): out of the line.
  record Done(TaskState state) implements Outcome {}

  /// Out of the line until then; the journal re-enters it with a new position.
  record WaitUntil(Instant due) implements Outcome {}

  /// Keeps the head of the line, runs again then.
  record RetryAfter(Instant at) implements Outcome {}

  /// An earlier task of the lead is unfinished: that one goes first.
  record Blocked(QueuedTask by) implements Outcome {}

  /// The visit was stale: this is the task as the journal has it.
  record Moved(QueuedTask truth) implements Outcome {}

  /// Another visit holds it until its own deadline.
  record InProgress(Instant until) implements Outcome {}

  /// In the dead letters.
  record Dead(String reason) implements Outcome {}
}
