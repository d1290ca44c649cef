package dev.fairway.visit;

/// An action that only changes what the lead database holds. A decision: it may be made twice and
/// counts once.
public interface DatabaseAction {
  /// As campaign files write it, e.g. `score.change`.
  String name();

  StepResult decide(StepContext step);
}
