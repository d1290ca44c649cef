package dev.fairway.local.knative;

/// What is shown at doors that ask who is there, as Knative does where its OIDC feature is on.
///
/// @param delivery token that Brokers show to subscribers
/// @param ingress token that must be shown at a Broker's ingress; functions find it in the file
///   that `FAIRWAY_BROKER_TOKEN_FILE` names
public record Doors(String delivery, String ingress) {
  @Override
  public String toString() {
    return "Doors[...]";
  }
}
