package dev.fairway.world.fair;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a runner says of one run.
///
/// @param storeCpuMicros of its Redis, from the first submission to the last end
/// @param submitted tasks acknowledged
/// @param timedOut stopped by the time limit: what is missing was not finished in time, but may not
///   be lost
/// @param note what it cannot do of this scenario
public record RunnerReport(
    String runner,
    String version,
    Map<String, Object> configuration,
    long storeCpuMicros,
    long submitted,
    boolean timedOut,
    @Nullable String note) {

  public RunnerReport {
    configuration = Map.copyOf(configuration);
  }
}
