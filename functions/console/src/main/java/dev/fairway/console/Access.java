package dev.fairway.console;

import dev.fairway.ports.Audit;
import dev.fairway.runtime.Identity;
import dev.fairway.runtime.Identity.Caller;
import dev.fairway.runtime.Refusal;
import dev.fairway.runtime.Room;
import dev.fairway.runtime.Trespasses;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Who asks, and whether the path is theirs. A tenant's caller sees that tenant only.
@Singleton
public class Access {
  private static final String CALLER = "fairway.caller";

  private final Identity identity;
  private final CurrentVertxRequest request;
  private final Trespasses trespasses;

  Access(Identity identity, CurrentVertxRequest request, Audit audit, Room room) {
    this.identity = identity;
    this.request = request;
    this.trespasses = new Trespasses(audit, room);
  }

  String actor() {
    Caller caller = request.getCurrent().get(CALLER);
    return caller == null ? "unknown" : caller.actor();
  }

  private Uni<Void> enter(ContainerRequestContext context) {
    RoutingContext here = request.getCurrent();
    identity.mark(here.response());
    List<String> named = context.getUriInfo().getPathParameters().get("tenant");
    String where = context.getMethod() + " /api/v1/tenants";
    return identity
        .caller(here.request().headers())
        .invoke(caller -> here.put(CALLER, caller))
        .chain(caller -> own(caller, named == null ? List.of() : named, where));
  }

  private Uni<Void> own(Caller caller, List<String> named, String where) {
    if (named.isEmpty()) return Uni.createFrom().voidItem();
    String tenant = Names.tenant(named.getFirst());
    if (caller.actsFor(tenant)) return Uni.createFrom().voidItem();
    return trespasses
        .keep(caller, tenant, where)
        .chain(kept -> Uni.createFrom().failure(Refusal::otherTenant));
  }

  private boolean operator() {
    Caller caller = request.getCurrent().get(CALLER);
    return caller != null && caller.operator();
  }

  /// Filters are made before the configuration of this run is known, so they ask for it late.
  @Singleton
  public static class Gates {
    private final Instance<Access> access;

    Gates(Instance<Access> access) {
      this.access = access;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Uni<Void> enter(ContainerRequestContext context) {
      return access.get().enter(context);
    }

    @OperatorOnly
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    public void operator(ContainerRequestContext context) {
      if (!access.get().operator()) throw Refusals.operatorOnly();
    }
  }
}
