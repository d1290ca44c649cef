package dev.fairway.runtime;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.fairway.ports.FairQueue;
import io.vertx.core.VertxException;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Finds the answer a failure deserves. Without it every exception is a 500 with a stack trace, and
/// an event nobody can ever process is redelivered for ever.
final class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class);
  private static final int CAUSES = 16;

  private Failures() {}

  static void answer(RoutingContext context) {
    if (context.response().closed()) return;
    Refusal refusal = refusal(context.failure(), context.statusCode(), context.normalizedPath());
    EdgeLog.refused(context, refusal);
    Problem.answer(context.response(), refusal);
  }

  /// @param status what a router or library decided, -1 if it did not
  static Refusal refusal(@Nullable Throwable failure, int status, String path) {
    if (failure == null) return byStatus(status, path);
    Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES; i++, cause = cause.getCause()) {
      Optional<Refusal> known = known(cause);
      if (known.isPresent()) return logged(known.get(), cause);
    }
    return status >= 400 && status < 500 ? byStatus(status, path) : bug(failure);
  }

  private static Optional<Refusal> known(Throwable cause) {
    return switch (cause) {
      case Refusal refusal -> Optional.of(refusal);
      case JsonParseException e -> Optional.of(Refusal.malformed("data is not JSON"));
      case MismatchedInputException e ->
          Optional.of(Refusal.malformed("data does not have the shape this event type needs"));
      case FairQueue.StaleGeneration e ->
          Optional.of(Refusal.unavailable("the queue is being rebuilt"));
      case com.fasterxml.jackson.core.JsonProcessingException e -> Optional.empty();
      case io.smallrye.mutiny.TimeoutException e ->
          Optional.of(Refusal.unavailable("a store did not answer in time"));
      case TimeoutException e -> Optional.of(Refusal.unavailable("a store did not answer in time"));
      case IOException e -> Optional.of(Refusal.unavailable("a store or broker is away"));
      case VertxException e -> Optional.of(Refusal.unavailable("a store or broker is away"));
      default -> Optional.empty();
    };
  }

  private static Refusal logged(Refusal refusal, Throwable cause) {
    if (refusal != cause && refusal.status() == 503)
      LOG.warnf("unavailable: %s", String.valueOf(cause));
    return refusal;
  }

  private static Refusal bug(Throwable failure) {
    String incident = "%08x".formatted(ThreadLocalRandom.current().nextInt());
    LOG.errorf(failure, "incident %s", incident);
    return new Refusal(
        500,
        "internal",
        "Internal error",
        "incident " + incident + ", see the function's log",
        Optional.empty());
  }

  /// Funqy tells an unmapped type by 404, which Knative would redeliver for ever.
  private static Refusal byStatus(int status, String path) {
    return switch (status) {
      case 400 -> Refusal.malformed("the request is not a valid CloudEvent");
      case 404 ->
          path.equals(Edge.ROOT)
              ? unknownType()
              : new Refusal(404, "not-found", "Not found", "no such path", Optional.empty());
      case 405 ->
          new Refusal(
              405, "method", "Method not allowed", "events are sent by POST", Optional.empty());
      case 406, 415 -> Refusal.mediaType("send JSON");
      case 413 -> Refusal.tooLarge("the body is larger than this path takes");
      case 431 ->
          new Refusal(
              431,
              "headers-too-large",
              "Headers too large",
              "the headers are larger than " + Edge.HEADER_BYTES + " bytes",
              Optional.empty());
      default ->
          status >= 400 && status < 500
              ? new Refusal(status, "refused", "Refused", "status " + status, Optional.empty())
              : bug(new IllegalStateException("failed with status " + status));
    };
  }

  static Refusal unknownType() {
    return new Refusal(
        400,
        "unknown-type",
        "Unknown event type",
        "no function here takes events of this type",
        Optional.empty());
  }
}
