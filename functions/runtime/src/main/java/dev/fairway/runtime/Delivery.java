package dev.fairway.runtime;

import dev.fairway.model.Event;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/// The event a Funqy function was called for, as the edge decoded it (Funqy's own reading does not
/// percent-decode headers). Ask before the first I/O: later the request is no longer at hand.
@Singleton
public class Delivery {
  private final CurrentVertxRequest request;

  @Inject
  Delivery(CurrentVertxRequest request) {
    this.request = request;
  }

  public Event event() {
    return received().event();
  }

  public Received received() {
    return Edge.received(request.getCurrent());
  }

  /// Headers of the request, for [Identity].
  public io.vertx.core.MultiMap headers() {
    return request.getCurrent().request().headers();
  }
}
