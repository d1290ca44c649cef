package dev.fairway.local.knative;

import org.jspecify.annotations.Nullable;

/// One process of a function. Belongs to the event loop.
final class Instance {
  final String service;
  final int number;
  int port;
  FunctionProcess.State state = FunctionProcess.State.STARTING;
  int inFlight;

  /// Whether it ever was ready.
  boolean served;

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

  /// Asks it to end. Not `Process.destroy`, which would also close its stdin: the function would
  /// take that for our death and halt at once.
  void end() {
    if (process != null) process.toHandle().destroy();
  }

  void kill() {
    if (process != null) process.destroyForcibly();
  }

  @Override
  public String toString() {
    return service + "-" + number + (process == null ? "" : " (pid " + process.pid() + ")");
  }
}
