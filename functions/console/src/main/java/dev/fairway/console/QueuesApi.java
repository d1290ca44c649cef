package dev.fairway.console;

import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Flows.TenantFlow;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tasks;
import dev.fairway.ports.Tenants;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
  private final TaskJournal journal;
  private final Queues queues;
  private final Flows flows;

  QueuesApi(Tenants tenants, Tasks tasks, TaskJournal journal, Queues queues, Flows flows) {
    this.tenants = tenants;
    this.tasks = tasks;
    this.journal = journal;
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
            flows.of(database, numbers),
            journal.now(database))
        .with((counts, stats, flows, now) ->
            all.stream()
                .collect(
                    Collectors.toMap(
                        Tenant::name,
                        tenant -> body(tenant, counts, stats, flow(flows, tenant), now))));
  }

  private static TenantFlow flow(List<TenantFlow> flows, Tenant tenant) {
    return flows.stream()
        .filter(flow -> flow.tenant() == tenant.number())
        .findFirst()
        .orElseThrow();
  }

  private static QueueBody body(
      Tenant tenant,
      Map<Integer, Map<String, Long>> counts,
      Optional<Map<Integer, FairQueue.TenantStats>> stats,
      TenantFlow flow,
      Instant now) {
    return QueueBody.of(
        tenant,
        counts.getOrDefault(tenant.number(), Map.of()),
        stats.map(known -> Optional.ofNullable(known.get(tenant.number()))),
        flow,
        now);
  }
}
