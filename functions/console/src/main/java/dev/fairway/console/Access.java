package dev.fairway.console;

import dev.fairway.runtime.Identity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Optional;

/// Who asks, and whether the path is theirs. A tenant's caller sees that tenant only.
@Singleton
public class Access {
  private static final String ACTOR = "fairway.actor";

  private final Identity identity;
  private final CurrentVertxRequest request;

  Access(Identity identity, CurrentVertxRequest request) {
    this.identity = identity;
    this.request = request;
  }

  private Identity.Caller caller() {
    RoutingContext context = request.getCurrent();
    identity.mark(context.response());
    return identity.caller(context.request().headers());
  }

  String actor() {
    String actor = request.getCurrent().get(ACTOR);
    return actor == null ? "unknown" : actor;
  }

  private void enter(Optional<String> tenant) {
    Identity.Caller caller = caller();
    if (caller.operator()) {
      request.getCurrent().put(ACTOR, "operator");
    } else {
      tenant.ifPresent(
          name -> request.getCurrent().put(ACTOR, "tenant " + caller.tenant(Optional.of(name))));
    }
  }

  @Provider
  public static class Gate implements ContainerRequestFilter {
    private final Access access;

    Gate(Access access) {
      this.access = access;
    }

    @Override
    public void filter(ContainerRequestContext context) {
      List<String> names = context.getUriInfo().getPathParameters().get("tenant");
      access.enter(
          names == null || names.isEmpty()
              ? Optional.empty()
              : Optional.of(Names.tenant(names.getFirst())));
    }
  }

  @Provider
  @OperatorOnly
  public static class OperatorGate implements ContainerRequestFilter {
    private final Access access;

    OperatorGate(Access access) {
      this.access = access;
    }

    @Override
    public void filter(ContainerRequestContext context) {
      if (!access.caller().operator()) throw Refusals.operatorOnly();
    }
  }
}
