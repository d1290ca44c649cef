package dev.fairway.console;

import dev.fairway.ports.Runs;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// When a campaign takes leads in by itself, and what its last run did.
@Schema(name = "Runs")
record ScheduleBody(
    @Schema(description = "Null if it is not active, or runs now.") @Nullable Instant nextRun,
    @Schema(description = "Under way, or the last that ended.") @Nullable LastRun lastRun) {

  @Schema(name = "Run")
  record LastRun(
      Instant due,
      Instant started,
      @Nullable Instant ended,
      @Schema(
              enumeration = {"counting", "entering", "done", "aborted", "stopped"},
              description =
                  "counting: are there more than maxMembers? aborted: there are, and nobody entered."
                      + " stopped: the campaign takes nobody in any more.")
          String state,
      @Schema(description = "Who entered; in an aborted run, who would have, as far as counted.")
          int members,
      @Nullable String reason) {}

  static ScheduleBody of(Runs.Plan plan) {
    return new ScheduleBody(
        plan.next().orElse(null),
        plan.last()
            .map(run ->
                new LastRun(
                    run.due(),
                    run.started(),
                    run.ended().orElse(null),
                    Names.label(run.state()),
                    run.members(),
                    run.reason().orElse(null)))
            .orElse(null));
  }
}
