package dev.fairway.local.knative;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Posts events to destinations and says what came of it. Belongs to the event loop.
final class Sender {
  private final Vertx vertx;
  private final HttpClient client;
  private final Map<String, Revision> revisions;
  private final Optional<String> token;

  /// @param token shown to services of this engine, to nobody else
  Sender(Vertx vertx, HttpClient client, Map<String, Revision> revisions, Optional<String> token) {
    this.vertx = vertx;
    this.client = client;
    this.revisions = revisions;
    this.token = token;
  }

  /// @param timeout of the whole attempt, the wait for a process included
  Future<Outcome> post(Destination destination, WireEvent event, Duration timeout) {
    return switch (destination) {
      case Destination.OfService(String name, String path) -> {
        Revision revision = revisions.get(name);
        if (revision == null) throw new IllegalStateException("no Service named " + name);
        yield toService(revision, path, event, timeout, true);
      }
      case Destination.OfUri(URI uri) ->
          exchange(new RequestOptions().setAbsoluteURI(uri.toString()), event, timeout)
              .recover(Sender::broken);
      case Destination.OfBroker(String name) ->
          throw new IllegalStateException("broker " + name + " is no HTTP destination here");
    };
  }

  private Future<Outcome> toService(
      Revision revision, String path, WireEvent event, Duration timeout, boolean mayRepeat) {
    long start = System.nanoTime();
    return revision
        .admit(timeout)
        .compose(slot -> {
          Duration left = timeout.minusNanos(System.nanoTime() - start);
          Duration limit = revision.service().timeout();
          RequestOptions options =
              new RequestOptions().setHost(slot.host()).setPort(slot.port()).setURI(path);
          token.ifPresent(shown -> options.putHeader("authorization", "Bearer " + shown));
          return exchange(options, event, left.compareTo(limit) < 0 ? left : limit)
              .onFailure(error -> slot.suspect())
              .onSuccess(outcome -> {
                if (outcome instanceof Outcome.Broken) slot.suspect();
              })
              .onComplete(done -> slot.release())
              .recover(error -> {
                Duration rest = timeout.minusNanos(System.nanoTime() - start);
                return mayRepeat ? toService(revision, path, event, rest, false) : broken(error);
              });
        })
        .recover(Sender::refused);
  }

  /// Fails only if there was no connection, so that nothing was sent.
  private Future<Outcome> exchange(RequestOptions options, WireEvent event, Duration timeout) {
    options.setMethod(HttpMethod.POST).setConnectTimeout(2_000);
    Promise<Outcome> promise = Promise.promise();
    HttpClientRequest[] sent = new HttpClientRequest[1];
    long timer =
        vertx.setTimer(
            Math.max(1, timeout.toMillis()),
            late -> {
              if (promise.tryComplete(new Outcome.TimedOut()) && sent[0] != null) sent[0].reset();
            });
    client
        .request(options)
        .onFailure(promise::tryFail)
        .onSuccess(request -> {
          sent[0] = request;
          if (promise.future().isComplete()) request.reset();
          else send(request, event, promise);
        });
    return promise.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private static void send(HttpClientRequest request, WireEvent event, Promise<Outcome> promise) {
    event.writeTo(request.headers());
    request.putHeader("prefer", "reply");
    request
        .send(event.data())
        .compose(response ->
            response
                .body()
                .<Outcome>map(
                    body -> new Outcome.Answered(response.statusCode(), response.headers(), body)))
        .onSuccess(promise::tryComplete)
        .onFailure(error -> promise.tryComplete(new Outcome.Broken(String.valueOf(error))));
  }

  private static Future<Outcome> broken(Throwable error) {
    return Future.succeededFuture(new Outcome.Broken(String.valueOf(error)));
  }

  private static Future<Outcome> refused(Throwable error) {
    if (error instanceof Refusal refusal)
      return Future.succeededFuture(
          new Outcome.Answered(
              refusal.status,
              MultiMap.caseInsensitiveMultiMap(),
              Buffer.buffer(String.valueOf(refusal.getMessage()))));
    return broken(error);
  }
}
