package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Campaign.Expression;
import java.util.Optional;

/// Runs expressions. Failing is not exceptional: who runs campaigns goes on.
public interface Expressions {
  /// What a condition says.
  sealed interface Answer {
    record Known(boolean holds) implements Answer {}

    /// Counts as false.
    record Failed(String why) implements Answer {}
  }

  /// Failures are counted by the implementation.
  Answer answer(Expression expression, Scope scope);

  /// @return false if it is false, or fails
  default boolean test(Expression expression, Scope scope) {
    return answer(expression, scope) instanceof Answer.Known(boolean holds) && holds;
  }

  /// @return String, Long, Double, Boolean, an ISO instant, or a list of these; empty if it fails
  ///   or is null
  Optional<Object> value(Expression expression, Scope scope);
}
