package dev.fairway.local.knative;

/// What came is no CloudEvent; the message says why, for the one who sent it.
final class MalformedEvent extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedEvent(String message) {
    super(message, null, false, false);
  }
}
