package dev.fairway.model.flow;

import dev.fairway.model.flow.FlowState.Mode;

/// What can happen to a tenant's flow, and what follows: the one table that the engine and the
/// model of its protocol share. A signal is a hint that may come late, twice or never, so it says
/// of which epoch it was true.
public sealed interface FlowSignal {

  /// The same state if the signal is out of date or means nothing in it.
  FlowState from(FlowState now);

  /// A task found no room in the fair queue.
  record NoRoom(long epoch) implements FlowSignal {
    @Override
    public FlowState from(FlowState now) {
      return now.pushes() && now.epoch() == epoch ? now.to(Mode.PULL) : now;
    }
  }

  /// Something was put into the buffer and is about to be answered: only PULL keeps it ahead of
  /// what comes later.
  record Buffered() implements FlowSignal {
    @Override
    public FlowState from(FlowState now) {
      return now.mode() == Mode.PULL ? now : now.to(Mode.PULL);
    }
  }

  /// The buffer seemed empty: nobody may believe it before the marker was seen.
  record SeemsEmpty(long epoch) implements FlowSignal {
    @Override
    public FlowState from(FlowState now) {
      return now.mode() == Mode.PULL && now.epoch() == epoch ? now.to(Mode.CLOSING) : now;
    }
  }

  /// The marker of that epoch came out of the buffer, and everything before it is journaled.
  record Marker(long epoch) implements FlowSignal {
    @Override
    public FlowState from(FlowState now) {
      return now.mode() == Mode.CLOSING && now.epoch() == epoch ? now.to(Mode.PUSH) : now;
    }
  }
}
