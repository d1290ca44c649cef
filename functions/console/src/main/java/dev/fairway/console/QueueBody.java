package dev.fairway.console;

import dev.fairway.model.TaskState;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.Flows.TenantFlow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A tenant's queue.
@Schema(name = "Queue")
record QueueBody(
    String tenant,
    @Schema(
            enumeration = {"PUSH", "PULL", "CLOSING"},
            description =
                "PUSH: arrivals go straight into line. PULL: into the buffer, for lack of room."
                    + " CLOSING: the buffer is about to be found empty.")
        String mode,
    @Schema(description = "Grows with every change of mode.") long epoch,
    @Schema(enumeration = {"active", "paused", "draining"}) String state,
    @Schema(
            enumeration = {"available", "away"},
            description = "away: the fair queue does not answer; what it alone knows is null.")
        String queue,
    @Schema(description = "Accepted tasks that stand in line and do not run; null while away.")
        @Nullable Long ready,
    @Schema(description = "Tasks running now; null while away.") @Nullable Long inFlight,
    @Schema(description = "Tasks held durably until there is room, about.") long buffered,
    @Schema(description = "Tasks in a wait.") long waiting,
    @Schema(
            description =
                "How long the task that is ready for longest has been; null if none is, or while"
                    + " away.")
        @Nullable Long oldestReadyMs,
    @Schema(description = "Tasks that ran to their end, of the last 14 days.") long completed,
    @Schema(description = "Dead letters.") long dead,
    @Schema(
            description =
                "Why: milliseconds of that task's wait so far, by cause. fairTurn, inFlight, rate,"
                    + " paused, pool and credit share oldestReadyMs out; line comes before it.")
        Map<String, Long> waitByCause) {

  /// @param counts of the journal, by state label
  /// @param stats empty outside if the queue is away, inside if it never heard of the tenant
  static QueueBody of(
      Tenant tenant,
      Map<String, Long> counts,
      Optional<Optional<FairQueue.TenantStats>> stats,
      TenantFlow flow) {
    long inLine =
        count(counts, TaskState.READY)
            + count(counts, TaskState.RETRYING)
            + count(counts, TaskState.IN_DOUBT);
    Optional<FairQueue.Wait> oldest =
        stats.flatMap(known -> known).flatMap(FairQueue.TenantStats::oldest);
    Optional<Long> running = stats.map(known -> known.map(s -> (long) s.inFlight()).orElse(0L));
    return new QueueBody(
        tenant.name(),
        flow.state().mode().name(),
        flow.state().epoch(),
        Names.label(tenant.settings().state()),
        stats.isPresent() ? "available" : "away",
        running.map(leased -> Math.max(0, inLine - leased)).orElse(null),
        running.orElse(null),
        flow.buffered(),
        count(counts, TaskState.WAITING),
        oldest.map(wait -> wait.ready().toMillis()).orElse(null),
        count(counts, TaskState.DONE),
        count(counts, TaskState.DEAD),
        millis(oldest));
  }

  static Map<String, Long> millis(Optional<FairQueue.Wait> wait) {
    Map<String, Long> millis = new LinkedHashMap<>();
    wait.ifPresent(it -> it.byCause().forEach((cause, time) -> millis.put(cause, time.toMillis())));
    return millis;
  }

  private static long count(Map<String, Long> counts, TaskState state) {
    return counts.getOrDefault(state.label(), 0L);
  }
}
