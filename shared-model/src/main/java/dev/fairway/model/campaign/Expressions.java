package dev.fairway.model.campaign;

import dev.fairway.model.campaign.Campaign.Expression;
import java.util.Optional;

/// Runs expressions. Failing is not exceptional: who runs campaigns goes on.
public interface Expressions {
  /// @return false if it is false, or fails (counted by the implementation)
  boolean test(Expression expression, Scope scope);

  /// @return String, Long, Double, Boolean, an ISO instant, or a list of these; empty if it fails
  ///   or is null
  Optional<Object> value(Expression expression, Scope scope);
}
