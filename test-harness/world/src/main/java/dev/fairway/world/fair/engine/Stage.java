package dev.fairway.world.fair.engine;

import dev.fairway.world.Engine;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Pace;
import dev.fairway.world.fair.Scenario;
import dev.fairway.world.fair.Scenario.Operation;
import dev.fairway.world.fair.Scenario.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The tenants of a run, and what is done to them. All live on one lead database: fairness is
/// between those who share one.
final class Stage {
  static final String DATABASE = "leads1";
  static final String TYPE = "fair.task";
  static final String STEP = "serve";

  private static final String FUNCTION = "action-scoring";
  private static final int AT_ONCE = 8;

  /// Not in the history twice: only what was executed is read there.
  private static final String EVENT =
      """
      apiVersion: fairway.dev/v1
      kind: EventType
      metadata: { name: fair.task }
      spec: { activity: false, data: { n: integer, task: string, serviceMs: integer } }
      """;

  private static final String CAMPAIGN =
      """
      apiVersion: fairway.dev/v1
      kind: Campaign
      metadata: { name: fair }
      spec:
        triggers: [ { on: fair.task } ]
        qualification: every
        flow:
          - step: serve
            do: moment.add
            with: { type: served, description: "{{trigger.task}}" }
      """;

  private final Engine engine;
  private final Console console;
  private final int unlimited;

  /// @param unlimited tasks in flight of a tenant without a limit of its own
  Stage(Engine engine, int unlimited) {
    this.engine = engine;
    this.console = new Console(engine.uri());
    this.unlimited = unlimited;
  }

  void set(List<Tenant> tenants) {
    try (ExecutorService hands = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> all =
          tenants.stream().<Future<?>>map(t -> hands.submit(() -> set(t))).toList();
      for (Future<?> one : all) one.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the tenants were made", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a tenant cannot be made", e.getCause());
    }
  }

  private void set(Tenant tenant) {
    console.tenant(tenant.name(), settings(tenant, "active"));
    console.apply(tenant.name(), EVENT);
    console.activate(tenant.name(), "fair", CAMPAIGN);
  }

  /// A window as large as may be: the question is how the queue shares, not how a buffer does.
  private String settings(Tenant tenant, String state) {
    return """
    {"database":"%s","weight":%d,"maxInFlight":%d,"pushWindow":10000,"state":"%s"}\
    """
        .formatted(
            DATABASE,
            tenant.weight(),
            Objects.requireNonNullElse(tenant.maxInFlight(), unlimited),
            state);
  }

  /// Does these at their times; returns after the last.
  ///
  /// @param start by the monotonic clock, in nanoseconds
  void act(Scenario scenario, long start) {
    var pace = new Pace(start, Duration.ofMillis(1));
    for (Operation operation : scenario.operations()) {
      pace.await(operation.at());
      switch (operation.what()) {
        case pause -> change(scenario, operation, "paused");
        case resume -> change(scenario, operation, "active");
        case kill ->
            engine.functions().stream()
                .filter(function -> function.name().equals(FUNCTION))
                .forEach(Engine::kill);
      }
    }
  }

  private void change(Scenario scenario, Operation operation, String state) {
    Tenant tenant = scenario.tenant(String.valueOf(operation.tenant()));
    console.tenant(tenant.name(), settings(tenant, state));
  }
}
