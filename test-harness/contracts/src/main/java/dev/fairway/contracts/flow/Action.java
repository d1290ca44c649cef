package dev.fairway.contracts.flow;

import java.util.EnumSet;
import java.util.Set;

/// Everything that can happen in the model, each at once or not at all: between two of them any
/// process may stop for any time. Whoever drives the real stores at random draws from here too.
public enum Action {
  // the senders
  /// A sender hands in its task for the first time.
  SUBMIT(By.ENQUEUE),
  /// It has no answer and tries again, or the way has doubled the request.
  RESUBMIT(By.ENQUEUE),

  // enqueue
  READ_ROW(By.ENQUEUE),
  RESERVE(By.ENQUEUE),
  /// The acceptance function, at the epoch known; a stale one is refused and reads again.
  PUSH(By.ENQUEUE),
  NO_ROOM(By.ENQUEUE),
  /// Sent, and the broker has accepted.
  BUFFER(By.ENQUEUE),
  CONFIRM(By.ENQUEUE),
  ANSWER(By.ENQUEUE),

  // dispatch, as a puller
  ATTACH(By.PULLER),
  RECEIVE(By.PULLER),
  /// The acceptance function for what was received, at the epoch known.
  JOURNAL(By.PULLER),
  SETTLE(By.PULLER),
  SEE_EMPTY(By.PULLER),
  /// PULL to CLOSING.
  CLOSE(By.PULLER),
  SEND_MARKER(By.PULLER),
  /// CLOSING to PUSH, or the marker is stale and ignored.
  REACH_MARKER(By.PULLER),
  DETACH(By.PULLER),

  // the rest of the engine
  /// A task has run and gives its room back.
  FINISH(By.ENGINE),
  /// Something stands in a buffer from which nobody pulls.
  SWEEP(By.ENGINE),

  // faults
  ENQUEUE_CRASHES(By.ENQUEUE),
  PULLER_CRASHES(By.PULLER),
  /// The broker takes a living puller for dead and gives what it held to the next one.
  PULLER_CUT_OFF(By.PULLER),
  /// On its way to the broker.
  MESSAGE_LOST(By.ENQUEUE),
  /// Redis is away or has forgotten: no room, as far as anybody knows.
  ROOM_UNKNOWN(By.ENQUEUE),
  /// The broker says that there is nothing, and is wrong: it is paging.
  DRAIN_SHORT(By.PULLER),
  /// The row is lost, by a failover to a replica that never had it. Outside the protocol's promise.
  ROW_FALLS_BACK(By.ENGINE);

  public enum By {
    ENQUEUE,
    PULLER,
    ENGINE
  }

  /// All that the protocol promises to bear.
  public static final Set<Action> FAULTS = EnumSet.range(ENQUEUE_CRASHES, DRAIN_SHORT);

  public final By by;

  Action(By by) {
    this.by = by;
  }

  public boolean isFault() {
    return compareTo(ENQUEUE_CRASHES) >= 0;
  }

  /// The engine does it sooner or later, without anybody sending anything.
  boolean isBoundToCome() {
    return !isFault() && this != SUBMIT && this != RESUBMIT;
  }
}
