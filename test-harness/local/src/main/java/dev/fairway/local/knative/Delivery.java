package dev.fairway.local.knative;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How hard a Trigger tries: `spec.delivery` of a Trigger or a Broker.
///
/// @param retry attempts after the first
/// @param timeout of one attempt
record Delivery(
    int retry,
    Backoff backoff,
    Duration delay,
    Duration timeout,
    Optional<Destination> deadLetterSink) {

  private static final Duration NO_TIMEOUT = Duration.ofMinutes(10);

  /// What is in force where nothing is written.
  static final Delivery NONE =
      new Delivery(0, Backoff.EXPONENTIAL, Duration.ZERO, NO_TIMEOUT, Optional.empty());

  private static final Set<String> KNOWN =
      Set.of("retry", "backoffPolicy", "backoffDelay", "timeout", "deadLetterSink", "format");

  enum Backoff {
    LINEAR,
    EXPONENTIAL
  }

  static @Nullable Delivery read(Node node) {
    if (!node.present()) return null;
    for (String key : node.entries().keySet())
      if (!KNOWN.contains(key)) throw node.at(key).wrong("is unknown or off by default");
    Backoff backoff =
        switch (node.at("backoffPolicy").optionalText().orElse("exponential")) {
          case "linear" -> Backoff.LINEAR;
          case "exponential" -> Backoff.EXPONENTIAL;
          default -> throw node.at("backoffPolicy").wrong("is neither linear nor exponential");
        };
    int retry = node.at("retry").integer(0);
    if (retry < 0) throw node.at("retry").wrong("is negative");
    Node sink = node.at("deadLetterSink");
    return new Delivery(
        retry,
        backoff,
        node.at("backoffDelay").isoDuration(Duration.ZERO),
        node.at("timeout").isoDuration(NO_TIMEOUT),
        sink.present() ? Optional.of(Destination.read(sink)) : Optional.empty());
  }

  /// A Trigger's delivery replaces its Broker's whole; only the dead letter sink falls back.
  static Delivery inForce(@Nullable Delivery trigger, @Nullable Delivery broker) {
    Delivery fallback = broker == null ? NONE : broker;
    if (trigger == null) return fallback;
    return trigger.deadLetterSink.isPresent()
        ? trigger
        : new Delivery(
            trigger.retry,
            trigger.backoff,
            trigger.delay,
            trigger.timeout,
            fallback.deadLetterSink);
  }

  /// @param retryNumber from 1
  Duration pauseBefore(int retryNumber) {
    return switch (backoff) {
      case LINEAR -> delay.multipliedBy(retryNumber);
      case EXPONENTIAL -> delay.multipliedBy(1L << Math.min(retryNumber - 1, 20));
    };
  }

  /// Whether an answer of this status is tried again.
  static boolean isRetried(int status) {
    return status == 404 || status == 408 || status == 409 || status == 429 || status >= 500;
  }
}
