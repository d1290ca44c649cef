package dev.fairway.console;

import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Flows.TenantFlow;
import dev.fairway.ports.Tasks;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What every tenant has waiting and running: the journal's counts and the fair queue's.
@Path("/api/v1/queues")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Queues")
public class QueuesApi {
  private final Tenants tenants;
  private final Tasks tasks;
  private final Queues queues;
  private final Flows flows;

  QueuesApi(Tenants tenants, Tasks tasks, Queues queues, Flows flows) {
    this.tenants = tenants;
    this.tasks = tasks;
    this.queues = queues;
    this.flows = flows;
  }

  @GET
  @OperatorOnly
  @Operation(summary = "One item a tenant, by name")
  public Uni<Page<QueueBody>> list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    var page = Page.Request.of(limit, cursor);
    return tenants
        .list(page.after(), page.probe())
        .map(found -> page.page(found, Tenant::name))
        .flatMap(found -> bodies(found.items()).map(found::with));
  }

  private Uni<List<QueueBody>> bodies(List<Tenant> all) {
    Map<String, List<Tenant>> byDatabase =
        all.stream().collect(Collectors.groupingBy(tenant -> tenant.settings().database()));
    return Multi.createFrom()
        .iterable(byDatabase.entrySet())
        .onItem()
        .transformToUniAndMerge(entry -> on(entry.getKey(), entry.getValue()))
        .collect()
        .in(TreeMap<String, QueueBody>::new, Map::putAll)
        .map(byName -> List.copyOf(byName.values()));
  }

  /// The tenants of one lead database, by name.
  private Uni<Map<String, QueueBody>> on(String database, List<Tenant> all) {
    List<Integer> numbers = all.stream().map(Tenant::number).toList();
    return Uni.combine()
        .all()
        .unis(
            tasks.counts(database, numbers),
            queues.stats(new Shard(database, 0), numbers),
            flows.of(database, numbers).map(QueuesApi::byTenant))
        .with((counts, stats, flows) ->
            all.stream()
                .collect(
                    Collectors.toMap(Tenant::name, tenant -> body(tenant, counts, stats, flows))));
  }

  private static Map<Integer, TenantFlow> byTenant(List<TenantFlow> flows) {
    return flows.stream().collect(Collectors.toMap(TenantFlow::tenant, Function.identity()));
  }

  private static QueueBody body(
      Tenant tenant,
      Map<Integer, Map<String, Long>> counts,
      Optional<Map<Integer, FairQueue.TenantStats>> stats,
      Map<Integer, TenantFlow> flows) {
    return QueueBody.of(
        tenant,
        counts.getOrDefault(tenant.number(), Map.of()),
        stats.map(known -> Optional.ofNullable(known.get(tenant.number()))),
        Objects.requireNonNull(flows.get(tenant.number())));
  }
}
