package dev.fairway.contracts;

import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.model.campaign.Scope;
import java.util.Optional;

/// Of campaigns without any: asking one fails.
public enum NoExpressions implements Expressions {
  ONLY;

  @Override
  public Answer answer(Campaign.Expression expression, Scope scope) {
    throw new IllegalStateException(expression.source());
  }

  @Override
  public Optional<Object> value(Campaign.Expression expression, Scope scope) {
    throw new IllegalStateException(expression.source());
  }
}
