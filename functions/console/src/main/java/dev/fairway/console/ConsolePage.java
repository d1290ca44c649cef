package dev.fairway.console;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// The page: one file, served where a browser and a gateway that forwards `/api` each find it.
@Singleton
class ConsolePage {
  private static final String FILE = "page/console.html";

  void open(@Observes Router router) {
    router.get("/").handler(ConsolePage::answer);
    router.get("/api/console").handler(ConsolePage::answer);
  }

  private static void answer(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Type", "text/html; charset=utf-8")
        .putHeader(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
                + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'")
        .putHeader("X-Content-Type-Options", "nosniff")
        .sendFile(FILE);
  }
}
