package dev.fairway.model;

/// Where a task is. The first group stands in the journal, the second has left it for `seen`. The
/// code is what PostgreSQL stores; never renumber.
public enum TaskState {
  READY(0, "ready"),
  RETRYING(1, "retrying"),
  IN_DOUBT(2, "inDoubt"),
  WAITING(3, "waiting"),
  DEAD(4, "dead"),
  DONE(10, "done"),
  NOT_QUALIFIED(11, "notQualified"),
  EXPIRED(12, "expired"),
  ABORTED(13, "aborted"),
  DELETED(14, "deleted");

  private final int code;
  private final String label;

  TaskState(int code, String label) {
    this.code = code;
    this.label = label;
  }

  public int code() {
    return code;
  }

  /// As the API shows it.
  public String label() {
    return label;
  }

  /// Stands in its lead's line: later tasks of the lead wait for it.
  public boolean inLine() {
    return code <= 2;
  }

  public boolean ended() {
    return code >= 10;
  }

  /// @throws IllegalArgumentException if there is no such state
  public static TaskState of(int code) {
    for (TaskState state : values()) if (state.code == code) return state;
    throw new IllegalArgumentException("task state " + code);
  }
}
