package dev.fairway.ports.memory;

/// How long nothing could pass, in milliseconds all told.
final class MemoryGate {
  private long ended;
  private boolean shut;
  private long since;
  private long expiry;

  /// @param first when the first of what is out expires, which opens it again
  void shut(long now, long first) {
    open(now);
    shut = true;
    since = now;
    expiry = first;
  }

  /// What is out expires at another time than was thought.
  void keepShut(long first) {
    expiry = first;
  }

  void open(long now) {
    ended = until(now);
    shut = false;
  }

  long until(long now) {
    return ended + (shut ? Math.max(0, Math.min(now, expiry) - since) : 0);
  }
}
