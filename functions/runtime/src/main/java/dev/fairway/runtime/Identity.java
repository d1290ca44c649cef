package dev.fairway.runtime;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/// Who sends, and for which tenant.
public interface Identity {
  /// @throws Refusal 401 if the request does not prove who it is from
  Caller caller(MultiMap headers);

  /// Says in the response how identity was established, where that matters to a reader.
  void mark(HttpServerResponse response);

  interface Caller {
    /// The tenant an event belongs to.
    ///
    /// @param declared the event's `tenantid`
    /// @throws Refusal 400 if no tenant is named, 403 if it is not the caller's
    String tenant(Optional<String> declared);

    /// May act for every tenant.
    boolean operator();
  }
}
