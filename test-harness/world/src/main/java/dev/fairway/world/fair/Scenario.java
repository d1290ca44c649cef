package dev.fairway.world.fair;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a runner is given beside the trace. Times are milliseconds since the start.
///
/// @param slots tasks that may run at once, over all tenants
public record Scenario(
    String name,
    long seed,
    int slots,
    List<Tenant> tenants,
    List<Operation> operations,
    String note) {

  public Scenario {
    tenants = List.copyOf(tenants);
    operations = List.copyOf(operations);
  }

  /// @param maxInFlight null: all slots
  /// @param light its waits are what the scenario asks about
  public record Tenant(String name, int weight, @Nullable Integer maxInFlight, boolean light) {}

  /// Something that befalls the runner.
  ///
  /// @param tenant whose, for pause and resume
  public record Operation(long at, @JsonProperty("do") What what, @Nullable String tenant) {}

  public enum What {
    pause,
    resume,
    kill
  }

  /// @throws IllegalArgumentException if the scenario has no such tenant
  public Tenant tenant(String name) {
    return tenants.stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tenant " + name + " in " + this.name));
  }

  int cap(Tenant tenant) {
    return Optional.ofNullable(tenant.maxInFlight()).map(cap -> Math.min(cap, slots)).orElse(slots);
  }
}
