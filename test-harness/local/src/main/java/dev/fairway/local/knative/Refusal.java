package dev.fairway.local.knative;

/// The activator or the gateway answers for the function.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  final int status;

  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }
}
