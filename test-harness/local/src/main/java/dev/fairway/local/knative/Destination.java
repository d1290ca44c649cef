package dev.fairway.local.knative;

import java.net.URI;

/// Where events are sent: a subscriber, a dead letter sink or the sink of a source.
sealed interface Destination {

  record OfService(String service, String path) implements Destination {
    @Override
    public String toString() {
      return "http://" + service + path;
    }
  }

  record OfBroker(String broker) implements Destination {
    @Override
    public String toString() {
      return "broker:" + broker;
    }
  }

  record OfUri(URI uri) implements Destination {
    @Override
    public String toString() {
      return uri.toString();
    }
  }

  static Destination read(Node node) {
    Node ref = node.at("ref");
    String uri = node.at("uri").optionalText().orElse("");
    if (!ref.present()) {
      URI absolute = URI.create(uri);
      if (!absolute.isAbsolute()) throw node.wrong("needs a ref or an absolute uri");
      return new OfUri(absolute);
    }
    String kind = ref.at("apiVersion").text() + " " + ref.at("kind").text();
    String name = ref.at("name").text();
    return switch (kind) {
      case "serving.knative.dev/v1 Service" -> new OfService(name, uri.isEmpty() ? "/" : uri);
      case "eventing.knative.dev/v1 Broker" -> new OfBroker(name);
      default -> throw ref.wrong("refers to " + kind + ", which the local run does not know");
    };
  }
}
