package dev.fairway.dispatch;

import dev.fairway.model.Family;
import java.time.Duration;
import java.util.Set;

/// No keeper: a turn ends at once.
record Keeperless() implements DispatchConfig {
  @Override
  public Set<String> families() {
    return Set.of(Family.SCORING.label());
  }

  @Override
  public String engine() {
    return "ee1";
  }

  @Override
  public String suspectsEngine() {
    return "suspects";
  }

  @Override
  public int outstanding() {
    return 4;
  }

  @Override
  public int batch() {
    return 200;
  }

  @Override
  public int outsideBatch() {
    return 16;
  }

  @Override
  public Duration leaseFor() {
    return Duration.ofSeconds(60);
  }

  @Override
  public int poolCap() {
    return 1000;
  }

  @Override
  public Duration keepWithin() {
    return Duration.ZERO;
  }

  @Override
  public Duration keepAtMost() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Duration sweepEvery() {
    return Duration.ZERO;
  }

  @Override
  public Duration sweepSlice() {
    return Duration.ZERO;
  }
}
