package dev.fairway.ports;

import dev.fairway.model.flow.FlowState;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The one truth about which tenants push and which pull. A failed `Uni` means that the outcome is
/// unknown.
public interface Flows {

  /// One row for each tenant asked about, also for those that never left PUSH.
  Uni<List<TenantFlow>> of(String database, Collection<Integer> tenants);

  /// Those not in PUSH, by tenant.
  Uni<List<TenantFlow>> diverted(String database);

  /// Those that came back to PUSH so lately.
  Uni<List<TenantFlow>> pushingAgain(String database, Duration within);

  /// Compare-and-set. Waits for acceptances under way, and those that come later see the new state.
  ///
  /// @return false if the state is no longer `from`
  Uni<Boolean> move(String database, int tenant, FlowState from, FlowState to);

  /// Count tasks into (or, negative, out of) the buffers and tell the flows found thereby. The
  /// count is for people and for the tenant's cap; nothing else rests on it, and PUSH sets it to 0.
  Uni<List<TenantFlow>> count(String database, Map<Integer, Integer> tasks);

  /// @param buffered tasks in the buffer, about
  /// @param since when the mode began
  record TenantFlow(int tenant, FlowState state, long buffered, Instant since) {}
}
