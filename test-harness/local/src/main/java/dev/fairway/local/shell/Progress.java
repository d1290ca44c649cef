package dev.fairway.local.shell;

import java.time.Duration;

/// Told as each part of the engine comes up, so that whoever waits sees what for.
@FunctionalInterface
public interface Progress {
  Progress SILENT = (part, took, note) -> {};

  /// @param note what is worth knowing about the part: version, port, settings; never a secret
  void ready(String part, Duration took, String note);
}
