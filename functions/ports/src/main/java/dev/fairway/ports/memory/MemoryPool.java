package dev.fairway.ports.memory;

import dev.fairway.model.Family;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Start-time fair queueing of one pool: its virtual time and every tenant's tag, in microseconds
/// of machine time per weight.
final class MemoryPool {
  private static final double TIE = 1e-3;
  private static final double UNKNOWN_COST = 1000;

  double virtualTime;

  /// Tag of the last tenant that entered without a tag of its own: the next one goes behind it.
  private double lastEntry = -1;

  final Map<Integer, Double> active = new TreeMap<>();
  final Map<Integer, Double> finish = new TreeMap<>();
  final TreeSet<Timed> run = new TreeSet<>();

  /// Of all tenants' tasks.
  final MemoryCosts costs = new MemoryCosts();

  void enter(int tenant) {
    Double tag = finish.remove(tenant);
    if (tag == null || tag <= virtualTime) {
      tag = lastEntry >= virtualTime ? lastEntry + TIE : virtualTime;
      lastEntry = tag;
    }
    active.put(tenant, tag);
  }

  void leave(int tenant) {
    Double tag = active.remove(tenant);
    if (tag != null && tag > virtualTime) finish.put(tenant, tag);
  }

  /// What a task is charged when it is leased: what the tenant's tasks cost, if it is known, else
  /// what everybody's do.
  double charge(MemoryTenant tenant, Family family) {
    double known = tenant.costs.of(family).orElseGet(() -> costs.of(family).orElse(UNKNOWN_COST));
    return Math.max(1, known);
  }

  /// The tenant took `cost` per weight.
  void serve(int tenant, double cost) {
    double tag = tag(tenant);
    virtualTime = Math.max(virtualTime, tag);
    active.put(tenant, tag + cost);
  }

  /// What it took was `difference` per weight more than charged.
  void correct(int tenant, double difference) {
    double tag = Math.max(virtualTime, tag(tenant) + difference);
    if (active.containsKey(tenant)) active.put(tenant, tag);
    else if (tag > virtualTime) finish.put(tenant, tag);
    else finish.remove(tenant);
  }

  boolean runsAt(long now) {
    return !run.isEmpty() && run.last().at() > now;
  }

  void forgetIdle() {
    finish.values().removeIf(tag -> tag <= virtualTime);
  }

  private double tag(int tenant) {
    @Nullable Double tag = active.get(tenant);
    if (tag == null) tag = finish.get(tenant);
    return tag == null ? virtualTime : tag;
  }
}
