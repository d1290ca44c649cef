package dev.fairway.local.knative;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one door: routes of the functions, Broker ingress, health and metrics of the whole. Belongs
/// to the event loop.
final class Gateway {
  private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

  /// Longest prefix first would matter only if these overlapped; they do not.
  private static final Map<String, String> ROUTES = Map.of("/events", "enqueue", "/api", "console");

  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final String CONSOLE_PAGE = "/api/console";

  private final Vertx vertx;
  private final HttpClient client;
  private final Map<String, Revision> revisions;
  private final Map<String, Broker> brokers;
  private final Counters counters;
  private final Optional<String> ingress;
  private final Whole whole;

  /// What can be asked about everything together.
  interface Whole {
    /// Why it is not ready, empty if it is.
    Future<Optional<String>> notReady();

    /// As a Prometheus page.
    Future<String> metrics();
  }

  /// @param ingress token that Broker ingress asks for, if it does
  Gateway(
      Vertx vertx,
      HttpClient client,
      Map<String, Revision> revisions,
      Map<String, Broker> brokers,
      Counters counters,
      Optional<String> ingress,
      Whole whole) {
    this.vertx = vertx;
    this.client = client;
    this.revisions = revisions;
    this.brokers = brokers;
    this.counters = counters;
    this.ingress = ingress;
    this.whole = whole;
  }

  void handle(HttpServerRequest request) {
    String path = request.path() == null ? "/" : request.path();
    switch (path) {
      case "/q/health/live" -> health(request, Future.succeededFuture(Optional.empty()));
      case "/q/health", "/q/health/ready" -> health(request, whole.notReady());
      case "/q/metrics" -> metrics(request);
      case "/" -> route(request, CONSOLE_PAGE);
      default -> {
        if (path.startsWith("/broker/")) ingress(request, path.substring("/broker/".length()));
        else route(request, path);
      }
    }
  }

  /// @param path decides who serves it; the request keeps its own
  private void route(HttpServerRequest request, String path) {
    for (var route : ROUTES.entrySet()) {
      String prefix = route.getKey();
      Revision revision = revisions.get(route.getValue());
      if (revision == null) continue;
      if (path.equals(prefix) || path.startsWith(prefix + "/")) {
        new Proxied(request, revision).begin();
        return;
      }
    }
    answer(request, 404, "nothing is served at " + path);
  }

  private static void health(HttpServerRequest request, Future<Optional<String>> notReady) {
    notReady.onComplete(known -> {
      Optional<String> why =
          known.succeeded() ? known.result() : Optional.of(String.valueOf(known.cause()));
      JsonObject body = new JsonObject().put("status", why.isEmpty() ? "UP" : "DOWN");
      why.ifPresent(reason -> body.put("reason", reason));
      request
          .response()
          .setStatusCode(why.isEmpty() ? 200 : 503)
          .putHeader("content-type", "application/json")
          .end(body.toBuffer());
    });
  }

  private void metrics(HttpServerRequest request) {
    whole
        .metrics()
        .onSuccess(page ->
            request
                .response()
                .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                .end(page))
        .onFailure(error -> answer(request, 500, String.valueOf(error)));
  }

  // --- Broker ingress

  private void ingress(HttpServerRequest request, String name) {
    Broker broker = brokers.get(name);
    if (broker == null) {
      answer(request, 404, "no Broker named " + name);
      return;
    }
    if (request.method() != HttpMethod.POST) {
      request.response().putHeader("allow", "POST");
      answer(request, 405, "events are posted");
      return;
    }
    if (!mayEnter(request)) {
      request.response().putHeader("www-authenticate", "Bearer");
      answer(request, 401, "the Broker takes events of the engine only; others go to /events");
      return;
    }
    request
        .body()
        .onSuccess(body -> {
          try {
            accept(request, broker, WireEvent.read(request.headers(), body));
          } catch (MalformedEvent e) {
            answer(request, 400, String.valueOf(e.getMessage()));
          }
        });
  }

  private boolean mayEnter(HttpServerRequest request) {
    byte[] shown = String.valueOf(request.getHeader("authorization")).getBytes(UTF_8);
    return ingress
        .map(token -> MessageDigest.isEqual(("Bearer " + token).getBytes(UTF_8), shown))
        .orElse(true);
  }

  private void accept(HttpServerRequest request, Broker broker, WireEvent event) {
    broker
        .accept(event, Broker.MAX_HOPS)
        .onSuccess(stored -> request.response().setStatusCode(202).end())
        .onFailure(error -> {
          LOG.log(System.Logger.Level.ERROR, "an event could not be stored", error);
          answer(request, 503, "the event could not be stored");
        });
  }

  private static void answer(HttpServerRequest request, int status, String detail) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) return;
    request.resume();
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/problem+json")
        .end(new JsonObject().put("status", status).put("detail", detail).toBuffer());
  }

  // --- proxy

  /// One request on its way to a function and back. It is sent at most once: only when no
  /// connection was made is another process tried.
  private final class Proxied {
    private final HttpServerRequest request;
    private final Revision revision;
    private @Nullable HttpClientRequest upstream;
    private boolean over;

    Proxied(HttpServerRequest request, Revision revision) {
      this.request = request;
      this.revision = revision;
    }

    void begin() {
      request.pause();
      admit(true);
    }

    private void admit(boolean mayRepeat) {
      revision
          .admit(revision.service().timeout())
          .onSuccess(slot -> connect(slot, mayRepeat))
          .onFailure(this::refuse);
    }

    private void refuse(Throwable error) {
      if (error instanceof Refusal refusal)
        finish(refusal.status, String.valueOf(refusal.getMessage()));
      else finish(502, String.valueOf(error));
    }

    private void connect(Revision.Slot slot, boolean mayRepeat) {
      if (request.response().closed()) {
        slot.release();
        return;
      }
      RequestOptions options =
          new RequestOptions()
              .setMethod(request.method())
              .setHost(slot.host())
              .setPort(slot.port())
              .setURI(request.uri())
              .setConnectTimeout(2_000);
      client
          .request(options)
          .onSuccess(connected -> send(slot, connected))
          .onFailure(error -> {
            slot.suspect();
            slot.release();
            if (mayRepeat) admit(false);
            else finish(502, "no connection to the function");
          });
    }

    private void send(Revision.Slot slot, HttpClientRequest connected) {
      upstream = connected;
      Duration limit = revision.service().timeout();
      long timer = vertx.setTimer(limit.toMillis(), late -> late(slot));
      Runnable end =
          () -> {
            vertx.cancelTimer(timer);
            slot.release();
            over = true;
          };
      request.response().closeHandler(gone -> abandon(end));
      copy(request.headers(), connected.headers());
      connected.putHeader("x-forwarded-for", request.remoteAddress().hostAddress());
      connected
          .response()
          .onSuccess(response -> receive(response, end))
          .onFailure(error -> {
            if (over) return;
            slot.suspect();
            end.run();
            finish(502, "the function broke the connection");
          });
      boolean hasBody =
          request.headers().contains("content-length")
              || request.headers().contains("transfer-encoding");
      if (!hasBody) {
        request.resume();
        connected.end();
        return;
      }
      connected.setChunked(!request.headers().contains("content-length"));
      request.pipeTo(connected).onFailure(error -> connected.reset());
    }

    private void late(Revision.Slot slot) {
      if (over) return;
      over = true;
      finish(
          504, "the function took longer than " + revision.service().timeout().toSeconds() + " s");
      if (upstream != null) upstream.reset();
      slot.release();
    }

    /// Who asked is gone.
    private void abandon(Runnable end) {
      if (over) return;
      end.run();
      if (upstream != null) upstream.reset();
    }

    private void receive(HttpClientResponse response, Runnable end) {
      HttpServerResponse out = request.response();
      if (over || out.closed()) {
        end.run();
        return;
      }
      count(response.statusCode());
      out.setStatusCode(response.statusCode()).setStatusMessage(response.statusMessage());
      copy(response.headers(), out.headers());
      boolean hasLength = response.headers().contains("content-length");
      boolean bodyless =
          request.method() == HttpMethod.HEAD
              || response.statusCode() == 204
              || response.statusCode() == 304;
      if (bodyless) {
        response.end().onComplete(done -> end.run());
        out.end();
        return;
      }
      out.setChunked(!hasLength);
      response
          .pipeTo(out)
          .onComplete(done -> {
            boolean cut = done.failed() && !over;
            end.run();
            if (cut) request.connection().close();
          });
    }

    private void finish(int status, String detail) {
      count(status);
      if (request.response().headWritten()) request.connection().close();
      else answer(request, status, detail);
    }

    private void count(int status) {
      counters.addLabelled(
          "requests_total",
          "service=\"" + revision.service().name() + "\",code=\"" + status + "\"");
    }
  }

  private static void copy(MultiMap from, MultiMap to) {
    Set<String> named = new HashSet<>();
    for (String value : from.getAll("connection"))
      for (String name : value.split(",")) named.add(name.strip().toLowerCase(Locale.ROOT));
    for (var header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name) && !named.contains(name))
        to.add(header.getKey(), header.getValue());
    }
  }
}
