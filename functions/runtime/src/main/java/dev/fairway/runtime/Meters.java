package dev.fairway.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Counters and timers of the engine, under their fixed names. Tags are things we made (rooms,
/// causes, tenants that exist), never text from outside: each value is a time series for ever.
@Singleton
public class Meters {
  private final MeterRegistry registry;
  private final Room room;

  @Inject
  public Meters(MeterRegistry registry, Room room) {
    this.registry = registry;
    this.room = room;
  }

  /// `fairway_tasks_accepted_total`
  ///
  /// @param tenant name of one that exists
  public void accepted(String tenant, int tasks) {
    if (tasks > 0)
      registry
          .counter("fairway.tasks.accepted", "room", room.name(), "tenant", tenant)
          .increment(tasks);
  }

  /// `fairway_depth_stopped_total`: effects that no campaign hears of, as too many stand between
  /// them and the outside.
  ///
  /// @param tenant name of one that exists
  public void depthStopped(String tenant, int effects) {
    if (effects > 0)
      registry
          .counter("fairway.depth.stopped", "room", room.name(), "tenant", tenant)
          .increment(effects);
  }

  /// `fairway_<what>_total{room, cause}`
  public void count(String what, String cause, long times) {
    if (times > 0)
      registry.counter("fairway." + what, "room", room.name(), "cause", cause).increment(times);
  }

  /// `fairway_<what>_seconds{room}`
  public void took(String what, Duration time) {
    registry.timer("fairway." + what, "room", room.name()).record(time);
  }

  /// `fairway_<what>{room}` as a distribution, such as batch sizes.
  public void sized(String what, long size) {
    registry.summary("fairway." + what, "room", room.name()).record(size);
  }
}
