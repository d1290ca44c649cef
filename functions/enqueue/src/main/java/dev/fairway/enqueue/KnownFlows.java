package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Matched;
import dev.fairway.model.flow.FlowSignal;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Flows.TenantFlow;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// What this process knows of tenants' flows. PUSH may be old: the journal refuses it then.
/// Anything else is read again before it is used, so that nobody buffers long after there is room.
@Singleton
class KnownFlows {
  private final Flows flows;
  private final Map<Integer, TenantFlow> known = new ConcurrentHashMap<>();

  @Inject
  KnownFlows(Flows flows) {
    this.flows = flows;
  }

  TenantFlow of(int tenant) {
    TenantFlow flow = known.get(tenant);
    return flow == null ? new TenantFlow(tenant, FlowState.INITIAL, 0, Instant.EPOCH) : flow;
  }

  Uni<Void> refresh(List<Matched> matched) {
    Map<String, Set<Integer>> diverted =
        matched.stream()
            .map(Matched::place)
            .filter(place -> !of(place.tenant().number()).state().pushes())
            .collect(
                Collectors.groupingBy(
                    Placed::database,
                    Collectors.mapping(place -> place.tenant().number(), Collectors.toSet())));
    return Each.of(diverted, this::read).replaceWithVoid();
  }

  Uni<Void> read(String database, Collection<Integer> tenants) {
    if (tenants.isEmpty()) return Uni.createFrom().voidItem();
    return flows.of(database, tenants).invoke(this::keep).replaceWithVoid();
  }

  private void keep(List<TenantFlow> flows) {
    for (TenantFlow flow : flows) known.put(flow.tenant(), flow);
  }

  /// From now on the tenant's arrivals are buffered, unless somebody knows better.
  Uni<Void> noRoom(String database, Collection<Integer> tenants) {
    return Multi.createFrom()
        .iterable(tenants)
        .onItem()
        .transformToUniAndConcatenate(tenant -> {
          FlowState now = of(tenant).state();
          return move(database, tenant, now, new FlowSignal.NoRoom(now.epoch()).from(now));
        })
        .collect()
        .asList()
        .chain(() -> read(database, tenants));
  }

  private Uni<Boolean> move(String database, int tenant, FlowState now, FlowState next) {
    return next.equals(now) ? Uni.createFrom().item(true) : flows.move(database, tenant, now, next);
  }

  /// What was buffered may be answered once the flow is in PULL: until then later arrivals could
  /// overtake it.
  Uni<Void> buffered(String database, Map<Integer, Integer> tasks) {
    return flows
        .count(database, tasks)
        .invoke(this::keep)
        .chain(found ->
            Multi.createFrom()
                .iterable(found)
                .onItem()
                .transformToUniAndConcatenate(
                    flow -> confirmed(database, flow.tenant(), flow.state()))
                .collect()
                .asList())
        .replaceWithVoid();
  }

  private Uni<Void> confirmed(String database, int tenant, FlowState now) {
    return move(database, tenant, now, new FlowSignal.Buffered().from(now))
        .chain(moved ->
            moved
                ? Uni.createFrom().voidItem()
                : read(database, List.of(tenant))
                    .chain(() -> confirmed(database, tenant, of(tenant).state())));
  }
}
