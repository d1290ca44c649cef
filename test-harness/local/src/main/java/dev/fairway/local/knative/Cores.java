package dev.fairway.local.knative;

/// The cores of the one node there is. As in Kubernetes, what a process requests must fit beside
/// what the others have; but the first process of a Service always starts, so that the engine runs
/// on any machine. Belongs to the event loop.
final class Cores {
  /// How many there are for scaling out, if not as many as the machine has.
  static final String PROPERTY = "fairway.local.cores";

  private final int millis;
  private int taken;

  Cores(int cores) {
    this.millis = 1_000 * cores;
  }

  static Cores ofThisMachine() {
    return new Cores(Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors()));
  }

  /// @param request thousandths of a core
  /// @return false if there is no room for it
  boolean take(int request, boolean first) {
    if (!first && taken + request > millis) return false;
    taken += request;
    return true;
  }

  void free(int request) {
    taken -= request;
  }
}
