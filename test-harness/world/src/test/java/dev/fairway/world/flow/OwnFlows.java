package dev.fairway.world.flow;

import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.Flows;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// As if there were one tenant only: what other scenes left behind is none of this one's business.
record OwnFlows(Flows all, int tenant) implements Flows {
  @Override
  public Uni<List<TenantFlow>> of(String database, Collection<Integer> tenants) {
    return all.of(database, tenants);
  }

  @Override
  public Uni<List<TenantFlow>> diverted(String database) {
    return all.diverted(database).map(this::own);
  }

  @Override
  public Uni<List<TenantFlow>> pushingAgain(String database, Duration within) {
    return all.pushingAgain(database, within).map(this::own);
  }

  @Override
  public Uni<Boolean> move(String database, int other, FlowState from, FlowState to) {
    return all.move(database, other, from, to);
  }

  @Override
  public Uni<List<TenantFlow>> count(String database, Map<Integer, Integer> tasks) {
    return all.count(database, tasks);
  }

  private List<TenantFlow> own(List<TenantFlow> flows) {
    return flows.stream().filter(flow -> flow.tenant() == tenant).toList();
  }
}
