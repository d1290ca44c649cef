package dev.fairway.local.shell;

/// The engine cannot start here, for a reason the person at the terminal can mend. The message is
/// one line that says what to do; it is printed without a stack trace.
public final class CannotStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CannotStart(String message) {
    super(message);
  }

  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
