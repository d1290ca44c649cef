package dev.fairway.local.knative;

/// One running function process, as it stands in `processes.json`.
///
/// @param name of the Knative Service
/// @param port it listens on, loopback
public record FunctionProcess(String name, long pid, int port, State state) {

  /// Where it is between its start and its end.
  public enum State {
    STARTING,
    READY,
    DRAINING
  }
}
