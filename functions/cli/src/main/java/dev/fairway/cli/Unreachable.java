package dev.fairway.cli;

/// Nothing answers at the engine's address: exit code 3.
final class Unreachable extends Exception {
  private static final long serialVersionUID = 1;

  Unreachable(String message) {
    super(message, null, false, false);
  }
}
