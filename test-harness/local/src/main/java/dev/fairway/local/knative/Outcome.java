package dev.fairway.local.knative;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/// What became of one HTTP exchange.
sealed interface Outcome {

  record Answered(int status, MultiMap headers, Buffer body) implements Outcome {}

  /// No connection, or it broke.
  record Broken(String why) implements Outcome {}

  record TimedOut() implements Outcome {}
}
