package dev.fairway.visit;

import dev.fairway.language.CelExpressions;
import dev.fairway.model.campaign.Expressions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// Runs expressions and counts those that fail, which counts as false.
final class Evaluation {
  @Produces
  @Singleton
  Expressions expressions(MeterRegistry meters) {
    Counter failed =
        Counter.builder("fairway.expressions.failed")
            .description("expressions that failed at run time and counted as false")
            .register(meters);
    return new CelExpressions((expression, why) -> failed.increment());
  }
}
