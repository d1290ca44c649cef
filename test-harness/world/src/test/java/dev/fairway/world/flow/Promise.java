package dev.fairway.world.flow;

/// Numbered as in the design.
enum Promise {
  I1_ANSWERED_IS_JOURNALED_OR_BUFFERED,
  I2_A_STEP_ONCE,
  I3_IN_THE_ORDER_OF_THE_ANSWERS,
  I4_EPOCHS_GROW_AND_FENCE_PUSHES,
  I5_IN_FLIGHT_WITHIN_THE_QUOTA,
  I6_EVERYTHING_ENDS;

  record Broken(Promise promise, String how) {
    @Override
    public String toString() {
      return promise + ": " + how;
    }
  }
}
