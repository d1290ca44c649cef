package dev.fairway.dispatch;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Lease;
import dev.fairway.model.Outcome;
import dev.fairway.model.flow.FlowState.Mode;
import dev.fairway.ports.FairQueue.Settled;
import dev.fairway.ports.FairQueue.Turn;
import dev.fairway.ports.FairQueue.Wait;
import dev.fairway.ports.Flows.TenantFlow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/// What the wheel does, counted.
@Singleton
public class DispatchMeters {
  private final MeterRegistry registry;
  private final AtomicLong pulling = new AtomicLong();
  private final AtomicLong closing = new AtomicLong();

  public DispatchMeters(MeterRegistry registry) {
    this.registry = registry;
    registry.gauge("fairway.mode", Tags.of("mode", "pull"), pulling);
    registry.gauge("fairway.mode", Tags.of("mode", "closing"), closing);
  }

  void leased(Turn turn) {
    registry.counter("fairway.turns").increment();
    for (ActionRequest request : turn.requests()) {
      registry.counter("fairway.requests", "family", request.family().label()).increment();
      registry
          .counter("fairway.leases", "family", request.family().label())
          .increment(request.leases().size());
    }
  }

  /// `fairway_wait_seconds{cause,tenant}`: a turn of its own for every lease, the other causes
  /// where they held something up.
  void waited(Turn turn, IntFunction<String> names) {
    Iterator<Wait> waits = turn.waits().iterator();
    for (ActionRequest request : turn.requests())
      for (Lease lease : request.leases()) {
        String tenant = names.apply(lease.task().tenant());
        Map<String, Duration> causes = waits.next().byCause();
        causes.putIfAbsent(Wait.FAIR_TURN, Duration.ZERO);
        causes.forEach((cause, time) ->
            registry.timer("fairway.wait", "cause", cause, "tenant", tenant).record(time));
      }
  }

  void settled(Completion completion, Settled settled) {
    for (Completion.Item item : completion.items())
      registry
          .counter(
              "fairway.outcomes",
              "family",
              completion.family().label(),
              "outcome",
              label(item.outcome()))
          .increment();
    registry.counter("fairway.settlements.unknown").increment(settled.unknown());
  }

  /// `fairway_mode{mode}`: tenants that pull, as this process saw last.
  void diverted(List<TenantFlow> flows) {
    pulling.set(flows.stream().filter(flow -> flow.state().mode() == Mode.PULL).count());
    closing.set(flows.stream().filter(flow -> flow.state().mode() == Mode.CLOSING).count());
  }

  /// `fairway_buffer_pulled_total`: tasks that came out of a buffer into the journal.
  void pulled(int tasks) {
    registry.counter("fairway.buffer.pulled").increment(tasks);
  }

  /// `fairway_buffer_dropped_total{cause}`: events that were answered 202 and cannot be taken.
  void dropped(String cause) {
    registry.counter("fairway.buffer.dropped", "cause", cause).increment();
  }

  void deadLetter(String type) {
    registry.counter("fairway.hints.undeliverable", "type", type).increment();
  }

  private static String label(Outcome outcome) {
    return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
