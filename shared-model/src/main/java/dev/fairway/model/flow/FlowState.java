package dev.fairway.model.flow;

/// How the arrivals of a tenant travel. Every change draws the next epoch, and whoever acts upon an
/// older one is refused.
public record FlowState(Mode mode, long epoch) {
  /// Of a tenant that was never short of room.
  public static final FlowState INITIAL = new FlowState(Mode.PUSH, 0);

  public enum Mode {
    /// Straight into the journal.
    PUSH,

    /// Into the buffer, from which dispatch takes as many as there is room for.
    PULL,

    /// As PULL, and a marker stands in the buffer: when everything before it is journaled, nothing
    /// keeps the tenant from PUSH.
    CLOSING
  }

  public boolean pushes() {
    return mode == Mode.PUSH;
  }

  FlowState to(Mode next) {
    return new FlowState(next, epoch + 1);
  }
}
