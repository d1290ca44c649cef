package dev.fairway.runtime;

import dev.fairway.model.Event;
import dev.fairway.runtime.CloudEvents.Limits;
import dev.fairway.runtime.CloudEvents.Mode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stands in front of every path that takes events: nothing passes that is not a valid CloudEvent
/// of bearable size, every failure is told as a problem, and each event leaves one line in the log.
/// Size and method are checked before a body is read.
@Singleton
public class Edge {
  static final String ROOT = "/";

  /// Logged instead of a status when the sender was gone before the answer.
  private static final int CUT = 0;

  static final int HEADER_BYTES = 16 * 1024;
  private static final String RECEIVED = "fairway.received";

  /// Behind the body handler, before everything that answers.
  private static final int DECODE = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT + 1;

  private final EdgeConfig config;
  private final Identity identity;
  private final MeterRegistry meters;
  private final Room room;
  private final EdgeLog log;

  @Inject
  Edge(EdgeConfig config, Identity identity, MeterRegistry meters, Room room) {
    this.config = config;
    this.identity = identity;
    this.meters = meters;
    this.room = room;
    this.log = new EdgeLog(room);
  }

  void open(@Observes Router router) {
    router.route().order(Integer.MIN_VALUE).failureHandler(Failures::answer);
    router.errorHandler(404, Failures::answer);
    router.errorHandler(405, Failures::answer);
    if (config.events()) takeRoot(router);
  }

  private void takeRoot(Router router) {
    Set<String> types = Set.copyOf(config.types());
    Limits limits = new Limits(config.eventBytes(), 0, 0);
    guard(router, ROOT, limits);
    router
        .route(ROOT)
        .order(DECODE)
        .handler(context ->
            decode(
                context,
                limits,
                received -> {
                  if (!types.contains("*") && !types.contains(received.event().type()))
                    throw Failures.unknownType();
                  if (received.mode() == Mode.STRUCTURED) dropCopies(context.request());
                  context.next();
                }));
  }

  /// A further path that takes events, in all modes, and answers them by `handler`.
  public void take(Router router, String path, Limits limits, Handler<RoutingContext> handler) {
    guard(router, path, limits);
    router
        .route(path)
        .order(DECODE)
        .handler(context -> decode(context, limits, received -> handler.handle(context)));
  }

  /// What the edge let in, for the handler behind it.
  public static Received received(RoutingContext context) {
    Received received = found(context);
    if (received == null)
      throw new IllegalStateException(context.normalizedPath() + " is no path of the edge");
    return received;
  }

  /// Null if nothing was let in.
  static @Nullable Received found(RoutingContext context) {
    return context.get(RECEIVED);
  }

  private void guard(Router router, String path, Limits limits) {
    router
        .route(path)
        .order(Integer.MIN_VALUE)
        .handler(context -> {
          long start = System.nanoTime();
          context.addEndHandler(ended -> left(context, start));
          identity.mark(context.response());
          Optional<Integer> refused = refused(context.request(), limits);
          if (refused.isEmpty()) context.next();
          else refuse(context, refused.get());
        });
  }

  /// The connection is closed: the body that may still come is not worth reading.
  private static void refuse(RoutingContext context, int status) {
    if (status == 405) context.response().putHeader("Allow", "POST");
    else context.response().putHeader("Connection", "close");
    context.fail(status);
  }

  private static Optional<Integer> refused(HttpServerRequest request, Limits limits) {
    if (request.method() != HttpMethod.POST) return Optional.of(405);
    if (headerBytes(request) > HEADER_BYTES) return Optional.of(431);
    boolean batch =
        Optional.ofNullable(request.getHeader("Content-Type"))
            .filter(type -> type.strip().startsWith(CloudEvents.BATCH))
            .isPresent();
    int most = limits.bodyBytes(batch ? Mode.BATCH : Mode.BINARY);
    return length(request) > most && most > 0 ? Optional.of(413) : Optional.empty();
  }

  private static int headerBytes(HttpServerRequest request) {
    int bytes = 0;
    for (var header : request.headers())
      bytes += header.getKey().length() + header.getValue().length() + 4;
    return bytes;
  }

  private static long length(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    if (length == null) return 0;
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException e) {
      throw Refusal.malformed("Content-Length is not a number");
    }
  }

  private static void decode(RoutingContext context, Limits limits, Handler<Received> next) {
    try {
      Received received = received(context, body(context), limits);
      context.put(RECEIVED, received);
      next.handle(received);
    } catch (Refusal refusal) {
      context.fail(refusal);
    }
  }

  private static byte[] body(RoutingContext context) {
    var body = context.body().buffer();
    return body == null ? new byte[0] : body.getBytes();
  }

  private static Received received(RoutingContext context, byte[] body, Limits limits) {
    HttpServerRequest request = context.request();
    Optional<String> trace = Optional.ofNullable(request.getHeader("traceparent"));
    Mode mode = CloudEvents.mode(Optional.ofNullable(request.getHeader("Content-Type")));
    List<Event> events =
        switch (mode) {
          case BINARY -> List.of(CloudEvents.binary(request.headers(), body, trace, limits));
          case STRUCTURED -> List.of(CloudEvents.structured(body, trace, limits));
          case BATCH -> {
            if (limits.batchBytes() == 0)
              throw Refusal.mediaType("batches are taken by the public edge only");
            yield batch(context, CloudEvents.elements(body, limits), trace, limits);
          }
        };
    return new Received(mode, events, new int[events.size()]);
  }

  private static List<Event> batch(
      RoutingContext context, List<Json.Element> elements, Optional<String> trace, Limits limits) {
    try {
      return CloudEvents.batch(elements, trace, limits);
    } catch (Refusal refusal) {
      EdgeLog.keep(context, elements, limits.batchEvents());
      throw refusal;
    }
  }

  /// A structured event may carry its attributes as headers too; readers behind us must not take
  /// those for the event.
  private static void dropCopies(HttpServerRequest request) {
    List<String> copies =
        request.headers().names().stream()
            .filter(name -> name.regionMatches(true, 0, "ce-", 0, 3))
            .toList();
    copies.forEach(request.headers()::remove);
  }

  private void left(RoutingContext context, long start) {
    int status = context.response().ended() ? context.response().getStatusCode() : CUT;
    long nanos = System.nanoTime() - start;
    meters
        .timer("fairway.edge", "room", room.name(), "status", String.valueOf(status))
        .record(nanos, TimeUnit.NANOSECONDS);
    log.answered(context, status, TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
