package dev.fairway.visit;

import dev.fairway.model.Event;
import java.util.Optional;

/// A task that kills its process, for tests of what survives it: armed by `FAIRWAY_FAULT_POISON`,
/// any event whose data contains that text is one.
final class Poison {
  private static final Optional<String> MARKER =
      Optional.ofNullable(System.getenv("FAIRWAY_FAULT_POISON")).filter(text -> !text.isBlank());

  private Poison() {}

  /// Like running out of memory: no hook runs, nothing is told.
  static void taste(Event event) {
    if (MARKER.filter(marker -> event.data().toString().contains(marker)).isPresent())
      Runtime.getRuntime().halt(137);
  }
}
