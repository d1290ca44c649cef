package dev.fairway.local.knative;

import org.jspecify.annotations.Nullable;

/// One process of a function. Belongs to the event loop.
final class Instance {
  final String service;
  final int number;
  int port;
  FunctionProcess.State state = FunctionProcess.State.STARTING;
  int inFlight;
  boolean terminating;
  boolean ended;
  private @Nullable Process process;

  Instance(String service, int number) {
    this.service = service;
    this.number = number;
  }

  void runs(Process started, int listensOn) {
    process = started;
    port = listensOn;
  }

  /// Null before the operating system has started it.
  @Nullable Process process() {
    return process;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  boolean isServing() {
    return state == FunctionProcess.State.READY;
  }

  boolean isDraining() {
    return state == FunctionProcess.State.DRAINING;
  }

  @Override
  public String toString() {
    return service + "-" + number + (process == null ? "" : " (pid " + process.pid() + ")");
  }
}
