package dev.fairway.console;

import dev.fairway.model.Tenant;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Tasks;
import dev.fairway.ports.Tenants;
import dev.fairway.postgres.Databases;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// Tenants and what they may use.
@Path("/api/v1/tenants")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Tenants")
public class TenantsApi {
  private final Tenants tenants;
  private final Campaigns campaigns;
  private final Tasks tasks;
  private final Databases databases;
  private final Queues queues;
  private final Known known;
  private final Books books;

  TenantsApi(
      Tenants tenants,
      Campaigns campaigns,
      Tasks tasks,
      Databases databases,
      Queues queues,
      Known known,
      Books books) {
    this.tenants = tenants;
    this.campaigns = campaigns;
    this.tasks = tasks;
    this.databases = databases;
    this.queues = queues;
    this.known = known;
    this.books = books;
  }

  @GET
  @OperatorOnly
  @Operation(summary = "All tenants, by name")
  public Uni<Page<TenantBody>> list(
      @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
    var page = Page.Request.of(limit, cursor);
    return tenants
        .list(page.after(), page.probe())
        .map(found -> page.page(found, Tenant::name).map(TenantBody::of));
  }

  @GET
  @Path("{tenant}")
  public Uni<TenantBody> get(@PathParam("tenant") String name) {
    return known.tenant(name).map(TenantBody::of);
  }

  @PUT
  @Path("{tenant}")
  @OperatorOnly
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Create a tenant or replace its settings",
      description = "What is not given has its default. Effective within a second.")
  @RequestBody(content = @Content(schema = @Schema(implementation = TenantBody.class)))
  public Uni<RestResponse<TenantBody>> put(@PathParam("tenant") String name, byte[] body) {
    Names.tenant(name);
    return Uni.combine()
        .all()
        .unis(tenants.named(List.of(name)), tenants.perDatabase())
        .asTuple()
        .flatMap(now -> {
          Optional<Tenant> before = now.getItem1().stream().findFirst();
          Tenant.Settings settings = read(body, name, before, now.getItem2());
          return books
              .deed(name, Audit.Action.TENANT_PUT, changed(before, settings))
              .flatMap(written -> tenants.put(name, settings))
              .call(queues::configure)
              .map(tenant -> answer(before, tenant));
        });
  }

  private Tenant.Settings read(
      byte[] body, String name, Optional<Tenant> before, Map<String, Long> population) {
    List<String> all = databases.leadDatabases();
    String emptiest =
        all.stream()
            .min(Comparator.comparingLong(database -> population.getOrDefault(database, 0L)))
            .orElseThrow(() -> new IllegalStateException("no lead database is configured"));
    return TenantBody.read(body, name, before, all, emptiest);
  }

  private static String changed(Optional<Tenant> before, Tenant.Settings after) {
    return before.map(Tenant::settings).map(was -> was + " -> ").orElse("new ") + after;
  }

  private static RestResponse<TenantBody> answer(Optional<Tenant> before, Tenant tenant) {
    var status = before.isPresent() ? RestResponse.Status.OK : RestResponse.Status.CREATED;
    return RestResponse.status(status, TenantBody.of(tenant));
  }

  @DELETE
  @Path("{tenant}")
  @OperatorOnly
  @Operation(
      summary = "Delete a tenant",
      description =
          "Its events are refused from now on and its unfinished tasks end as aborted. The number"
              + " is never reused, so that its leads, which retention removes, stay unreachable.")
  public Uni<RestResponse<Void>> delete(@PathParam("tenant") String name) {
    return known
        .tenant(name)
        .call(tenant -> books.deed(name, Audit.Action.TENANT_DELETE, "tenant " + name))
        .call(tenant -> tenants.put(name, tenant.settings().with(Tenant.State.PAUSED)))
        .call(this::abortAll)
        .call(tenant -> tenants.delete(name))
        .map(tenant -> RestResponse.noContent());
  }

  private Uni<Void> abortAll(Tenant tenant) {
    return everCreated(tenant.number(), 1)
        .onItem()
        .transformToUniAndConcatenate(
            entry -> tasks.abort(tenant.settings().database(), tenant.number(), entry.number()))
        .collect()
        .last()
        .replaceWithVoid();
  }

  /// Deleted ones, too: their tasks may still run. Numbers have no gaps.
  private Multi<Campaigns.Entry> everCreated(int tenant, int from) {
    List<Integer> numbers = IntStream.range(from, from + Page.Request.MOST).boxed().toList();
    return campaigns
        .numbered(tenant, numbers)
        .toMulti()
        .onItem()
        .transformToMultiAndConcatenate(page -> {
          Multi<Campaigns.Entry> items = Multi.createFrom().iterable(page);
          if (page.size() < numbers.size()) return items;
          return Multi.createBy()
              .concatenating()
              .streams(
                  items,
                  Multi.createFrom().deferred(() -> everCreated(tenant, from + page.size())));
        });
  }
}
