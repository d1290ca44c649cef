package dev.fairway.dispatch;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Outcome;
import dev.fairway.ports.FairQueue.Settled;
import dev.fairway.ports.FairQueue.Turn;
import dev.fairway.ports.FairQueue.Wait;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/// What the wheel does, counted.
@Singleton
public class DispatchMeters {
  private final MeterRegistry registry;

  public DispatchMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void leased(Turn turn) {
    registry.counter("fairway.turns").increment();
    for (ActionRequest request : turn.requests()) {
      registry.counter("fairway.requests", "family", request.family().label()).increment();
      registry
          .counter("fairway.leases", "family", request.family().label())
          .increment(request.leases().size());
    }
    Timer fairTurn = waits("fairTurn");
    for (Wait wait : turn.waits()) {
      fairTurn.record(wait.turn());
      waited("inFlight", wait.inFlight());
      waited("rate", wait.rate());
      waited("paused", wait.paused());
      waited("pool", wait.pool());
      waited("credit", wait.credit());
      waited("line", wait.line());
    }
  }

  private void waited(String cause, Duration time) {
    if (time.isPositive()) waits(cause).record(time);
  }

  /// `fairway_wait_seconds{cause}`
  private Timer waits(String cause) {
    return registry.timer("fairway.wait", "cause", cause);
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

  void deadLetter(String type) {
    registry.counter("fairway.hints.undeliverable", "type", type).increment();
  }

  private static String label(Outcome outcome) {
    return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
