package dev.fairway.model;

import java.util.Optional;

/// Two leads become one: the loser's values, memberships, history and tasks go to the winner, and
/// whoever names the loser from then on gets the winner.
///
/// @param loser an earlier loser stands for its winner
/// @param overwrite where both have a value, the loser's stays; else the winner's
/// @param by the step that merges the lead of its own task; empty: an operator does
public record Merge(
    int tenant, LeadRef loser, LeadRef winner, boolean overwrite, Optional<ByStep> by) {

  /// The task is told the result, as [#RESULT] in its memory; a task that has moved since, or is
  /// not the first of its line, merges nothing.
  ///
  /// @param progress as read
  public record ByStep(TaskId task, long progress) {}

  /// Key in a task's memory, with the result's label.
  public static final String RESULT = "merge";

  public enum Result {
    MERGED("merged"),
    /// They were one already.
    SAME("same"),
    NO_LOSER("noLoser"),
    NO_WINNER("noWinner"),
    /// The step's task is elsewhere.
    MOVED("moved");

    private final String label;

    Result(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    public static Result of(String label) {
      for (Result result : values()) if (result.label.equals(label)) return result;
      throw new IllegalArgumentException("no result of a merge: " + label);
    }
  }
}
