package dev.fairway.runtime;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/// Believes whatever tenant is declared. For a machine that only its developer reaches.
final class DevelopmentIdentity implements Identity {
  @Override
  public Caller caller(MultiMap headers) {
    return new Caller() {
      @Override
      public String tenant(Optional<String> declared) {
        return TenantName.required(declared);
      }

      @Override
      public boolean operator() {
        return true;
      }
    };
  }

  @Override
  public void mark(HttpServerResponse response) {
    response.putHeader("Fairway-Identity", "development");
  }
}
