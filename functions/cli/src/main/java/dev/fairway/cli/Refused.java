package dev.fairway.cli;

import java.util.List;
import java.util.function.UnaryOperator;

/// The engine does not take it, or it cannot be sent as it is: exit code 1.
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient List<Finding> findings;

  /// @param status of HTTP; 0 if the engine was not asked
  /// @param findings may be none
  Refused(int status, String message, List<Finding> findings) {
    super(message, null, false, false);
    this.status = status;
    this.findings = findings;
  }

  static Refused files(List<Finding> findings) {
    return new Refused(0, "the files have errors", findings);
  }

  Refused map(UnaryOperator<Finding> change) {
    return new Refused(status, message(), findings.stream().map(change).toList());
  }

  int status() {
    return status;
  }

  String message() {
    return String.valueOf(getMessage());
  }

  List<Finding> findings() {
    return findings;
  }
}
