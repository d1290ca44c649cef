package dev.fairway.contracts.flow;

import static dev.fairway.contracts.flow.Action.DRAIN_SHORT;
import static dev.fairway.contracts.flow.Action.MESSAGE_LOST;
import static dev.fairway.contracts.flow.Action.ROOM_UNKNOWN;
import static dev.fairway.contracts.flow.Action.ROW_FALLS_BACK;
import static dev.fairway.contracts.flow.Bounds.SMALL;
import static dev.fairway.contracts.flow.Invariant.I1_ANSWERED_IS_JOURNALED_OR_BUFFERED;
import static dev.fairway.contracts.flow.Invariant.I2_JOURNALED_ONCE;
import static dev.fairway.contracts.flow.Invariant.I3_IN_THE_ORDER_OF_THE_ANSWERS;

import java.util.EnumSet;
import java.util.Set;

/// The parts of the protocol that can be left out of the model, to see what each one is for: within
/// these small bounds, that invariant fails without it.
public enum Safeguard {
  /// A push commits only at the epoch at which it was decided.
  EPOCH_FENCE(SMALL.enqueuers(2).faults(ROOM_UNKNOWN), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// Without it: PULL to PUSH as soon as the buffer seems empty.
  CLOSING_PHASE(SMALL.faults(ROOM_UNKNOWN), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// Without it: answered as soon as the broker has accepted.
  CONFIRM_BEFORE_ANSWER(SMALL.faults(ROOM_UNKNOWN), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// Without it: whoever finds PUSH when it confirms answers and leaves it so.
  REFLIP_ON_CONFIRM(SMALL.faults(ROOM_UNKNOWN), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// Without it: whoever finds CLOSING when it confirms answers and leaves it so.
  CANCEL_ON_CONFIRM(SMALL.faults(ROOM_UNKNOWN), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// Without it: two pullers share out what is in the buffer.
  EXCLUSIVE_CONSUMER(SMALL.pullers(2).faults(ROOM_UNKNOWN), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// Without it: CLOSING to PUSH when the buffer seems empty once more.
  MARKER(SMALL.faults(ROOM_UNKNOWN, DRAIN_SHORT), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// Without it: the row can be lost, and no row is PUSH at epoch 0.
  ARBITER_KEPT(SMALL.faults(ROOM_UNKNOWN, ROW_FALLS_BACK), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// The other way to go back. Without it: modes change, epochs do not.
  EPOCHS_GROW(SMALL.faults(ROOM_UNKNOWN, DRAIN_SHORT), I3_IN_THE_ORDER_OF_THE_ANSWERS),

  /// Without it: settled when received, journaled then.
  COMMIT_BEFORE_SETTLE(SMALL.tasks(1).faults(ROOM_UNKNOWN), I1_ANSWERED_IS_JOURNALED_OR_BUFFERED),

  /// Without it: sent is as good as accepted.
  BROKER_ACCEPTS_BEFORE_ANSWER(
      SMALL.tasks(1).faults(ROOM_UNKNOWN, MESSAGE_LOST), I1_ANSWERED_IS_JOURNALED_OR_BUFFERED),

  /// Without it: the journal takes a task as often as it comes.
  DEDUPE(SMALL.tasks(1).copies(1), I2_JOURNALED_ONCE),

  /// Of use to liveness only. Without it: what stands in the buffer in PUSH waits for the next
  /// PULL.
  SWEEP(SMALL.faults(ROOM_UNKNOWN, Action.ENQUEUE_CRASHES)),

  /// The fence once more, for what is pulled. Nothing rests on it.
  EPOCH_FENCE_OF_PULLERS(SMALL.enqueuers(2).pullers(2).faults(Action.FAULTS));

  public final Bounds bounds;
  public final Set<Invariant> broken = EnumSet.noneOf(Invariant.class);

  Safeguard(Bounds bounds, Invariant... broken) {
    this.bounds = bounds;
    for (Invariant invariant : broken) this.broken.add(invariant);
  }
}
