package dev.fairway.local.knative;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Brings a Broker's events to one Trigger's subscriber. Belongs to the event loop.
///
/// Each Trigger has a queue and a bound of its own, so one whose subscriber is in trouble costs the
/// others nothing. A delivery that waits for its next attempt occupies no place.
final class TriggerDelivery {
  private static final System.Logger LOG = System.getLogger(TriggerDelivery.class.getName());
  private static final int ERROR_BYTES = 768; // 1,024 in Base64

  private final String name;
  private final EventFilter filter;
  private final Destination subscriber;
  private final Delivery delivery;
  private final int parallel;
  private final Broker broker;
  private final Sender sender;
  private final Vertx vertx;
  private final Counters counters;
  private final Disorder disorder;
  private final Deque<Attempt> queue = new ArrayDeque<>();
  private int running;
  private boolean closing;

  /// @param number from 1
  /// @param dead why the subscriber did not get it, if this goes to the dead letter sink
  private record Attempt(PendingEvent event, int number, Optional<Cause> dead) {
    Attempt next() {
      return new Attempt(event, number + 1, dead);
    }
  }

  /// Why an event became a dead letter.
  private record Cause(int status, Buffer body) {}

  TriggerDelivery(
      Manifests.TriggerManifest manifest,
      Delivery delivery,
      int parallel,
      Broker broker,
      Sender sender,
      Vertx vertx,
      Counters counters,
      Disorder disorder) {
    this.name = manifest.name();
    this.filter = manifest.filter();
    this.subscriber = manifest.subscriber();
    this.delivery = delivery;
    this.parallel = parallel;
    this.broker = broker;
    this.sender = sender;
    this.vertx = vertx;
    this.counters = counters;
    this.disorder = disorder;
  }

  String name() {
    return name;
  }

  boolean wants(WireEvent event) {
    return filter.passes(event);
  }

  int waiting() {
    return queue.size() + running;
  }

  void offer(PendingEvent event) {
    queue.addLast(new Attempt(event, 1, Optional.empty()));
    pump();
  }

  /// Begins no further attempt; what is unfinished stays in the log.
  void close() {
    closing = true;
    queue.clear();
  }

  private void pump() {
    while (!closing && running < parallel && !queue.isEmpty()) attempt(disorder.next(queue));
  }

  private void attempt(Attempt attempt) {
    running++;
    WireEvent event = broker.event(attempt.event);
    Future<Outcome> outcome =
        attempt.dead.isPresent()
            ? broker.send(sink(), deadLetter(event, attempt.dead.get()), delivery.timeout())
            : broker.send(subscriber, event, delivery.timeout());
    outcome
        .compose(answer -> concluded(attempt, event, answer))
        .onComplete(done -> {
          running--;
          if (done.failed())
            LOG.log(System.Logger.Level.ERROR, "delivery of " + name, done.cause());
          pump();
        });
  }

  private Destination sink() {
    return delivery.deadLetterSink().orElseThrow();
  }

  private Future<Void> concluded(Attempt attempt, WireEvent event, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answered answer
          when answer.status() / 100 == 2 && !closing && disorder.losesAnswer() -> {
        queue.addLast(attempt);
        yield Future.succeededFuture();
      }
      case Outcome.Answered answer when answer.status() / 100 == 2 ->
          attempt.dead.isPresent() ? done(attempt, "dead") : replied(attempt, event, answer);
      case Outcome.Answered answer when !Delivery.isRetried(answer.status()) ->
          given(attempt, new Cause(answer.status(), answer.body()));
      case Outcome.Answered answer -> failed(attempt, new Cause(answer.status(), answer.body()));
      case Outcome.Broken broken -> failed(attempt, new Cause(0, Buffer.buffer(broken.why())));
      case Outcome.TimedOut late -> failed(attempt, new Cause(0, Buffer.buffer("timeout")));
    };
  }

  /// 200 may carry an event, which must be safe before this delivery counts as done.
  private Future<Void> replied(Attempt attempt, WireEvent event, Outcome.Answered answer) {
    if (answer.status() == 202 || answer.status() == 204) return done(attempt, "delivered");
    if (!WireEvent.isClaimedBy(answer.headers())) {
      if (answer.body().length() == 0) return done(attempt, "delivered");
      return failed(attempt, new Cause(answer.status(), answer.body()));
    }
    WireEvent reply;
    try {
      reply = WireEvent.read(answer.headers(), answer.body()).tracedBy(event);
    } catch (MalformedEvent e) {
      return failed(attempt, new Cause(answer.status(), Buffer.buffer("reply: " + e.getMessage())));
    }
    if (attempt.event.hops <= 1) {
      counters.addLabelled("replies_dropped_total", label() + ",reason=\"hops\"");
      LOG.log(System.Logger.Level.WARNING, "{0}: reply {1} is one hop too far", name, reply.id());
      return done(attempt, "delivered");
    }
    return broker
        .accept(reply, attempt.event.hops - 1)
        .transform(stored ->
            stored.succeeded()
                ? done(attempt, "delivered")
                : failed(attempt, new Cause(500, Buffer.buffer("reply was not stored"))));
  }

  private Future<Void> failed(Attempt attempt, Cause cause) {
    counters.addLabelled("delivery_failures_total", label() + ",code=\"" + cause.status + "\"");
    if (closing) return Future.succeededFuture();
    if (attempt.number > delivery.retry()) return given(attempt, cause);
    Duration pause = delivery.pauseBefore(attempt.number);
    Runnable again =
        () -> {
          if (closing) return;
          queue.addFirst(attempt.next());
          pump();
        };
    vertx.setTimer(Math.max(1, pause.toMillis()), timer -> again.run());
    return Future.succeededFuture();
  }

  /// No attempt is left.
  private Future<Void> given(Attempt attempt, Cause cause) {
    if (closing) return Future.succeededFuture();
    if (attempt.dead.isEmpty() && delivery.deadLetterSink().isPresent()) {
      queue.addLast(new Attempt(attempt.event, 1, Optional.of(cause)));
      return Future.succeededFuture();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "{0}: event {1} is dropped, {2} {3}",
        name,
        broker.event(attempt.event).id(),
        cause.status,
        cause.body.length() > 200 ? cause.body.getString(0, 200) : cause.body);
    return done(attempt, "dropped");
  }

  private Future<Void> done(Attempt attempt, String result) {
    counters.addLabelled("deliveries_total", label() + ",result=\"" + result + "\"");
    broker.finished(attempt.event, name);
    return Future.succeededFuture();
  }

  private String label() {
    return "trigger=\"" + name + "\"";
  }

  private WireEvent deadLetter(WireEvent event, Cause cause) {
    Map<String, String> more = new LinkedHashMap<>();
    more.put("knativeerrordest", subscriber.toString());
    more.put("knativeerrorcode", Integer.toString(cause.status));
    byte[] body = cause.body.getBytes();
    byte[] start = body.length > ERROR_BYTES ? Arrays.copyOf(body, ERROR_BYTES) : body;
    more.put(
        "knativeerrordata",
        new String(Base64.getEncoder().encode(start), StandardCharsets.US_ASCII));
    return event.with(more);
  }
}
