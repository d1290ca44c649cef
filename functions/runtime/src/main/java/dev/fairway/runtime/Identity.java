package dev.fairway.runtime;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/// Who sends, and for which tenant.
public interface Identity {
  /// Of a request from outside. Fails with a [Refusal]: 401 if the request does not prove who it is
  /// from, 503 if that cannot be found out now.
  Uni<Caller> caller(MultiMap headers);

  /// Of a request to a path that only the marketing Broker calls. The Broker vouches for the tenant
  /// of what it took in.
  Uni<Caller> broker(MultiMap headers);

  /// Says in the response how identity was established, where that matters to a reader.
  void mark(HttpServerResponse response);

  sealed interface Caller {
    /// May act for every tenant.
    record Operator() implements Caller {}

    record OfTenant(String name) implements Caller {}

    /// As logs and the audit name it.
    default String actor() {
      return switch (this) {
        case Operator o -> "operator";
        case OfTenant(String name) -> "tenant " + name;
      };
    }

    default boolean operator() {
      return this instanceof Operator;
    }

    default boolean actsFor(String tenant) {
      return switch (this) {
        case Operator o -> true;
        case OfTenant(String name) -> name.equals(tenant);
      };
    }

    /// The tenant an event belongs to.
    ///
    /// @param declared the event's `tenantid`; a tenant's caller need not declare it
    /// @throws Refusal 400 if no tenant is named, 403 if it is not the caller's
    default String tenant(Optional<String> declared) {
      if (this instanceof OfTenant(String name) && declared.isEmpty()) return name;
      String tenant = TenantName.required(declared);
      if (!actsFor(tenant)) throw Refusal.otherTenant();
      return tenant;
    }
  }
}
