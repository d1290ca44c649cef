package dev.fairway.enqueue;

import dev.fairway.language.CelExpressions;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.runtime.Meters;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Runs the `where` of triggers and counts those that fail, which counts as false.
final class Evaluation {
  @Produces
  @Singleton
  Expressions expressions(Meters meters) {
    return new CelExpressions((expression, why) -> meters.count("expressions.failed", "where", 1));
  }
}
