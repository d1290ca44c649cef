package dev.fairway.local.knative;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Sends an event whenever its schedule comes due. Its type is fixed, as in Knative. Belongs to the
/// event loop.
final class PingSource {
  private static final System.Logger LOG = System.getLogger(PingSource.class.getName());
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final Manifests.PingManifest manifest;
  private final Vertx vertx;
  private final Broker anyBroker;
  private boolean closed;

  /// @param anyBroker resolves destinations
  PingSource(Manifests.PingManifest manifest, Vertx vertx, Broker anyBroker) {
    this.manifest = manifest;
    this.vertx = vertx;
    this.anyBroker = anyBroker;
  }

  void start() {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    long wait = Duration.between(now, manifest.schedule().after(now)).toMillis();
    vertx.setTimer(Math.max(1, wait), due -> fire());
  }

  void fire() {
    if (closed) return;
    anyBroker
        .send(manifest.sink(), event(), TIMEOUT)
        .onComplete(sent ->
            LOG.log(System.Logger.Level.DEBUG, "ping {0}: {1}", manifest.name(), sent.result()));
    start();
  }

  private WireEvent event() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", UUID.randomUUID().toString());
    attributes.put("source", "/apis/v1/namespaces/fairway/pingsources/" + manifest.name());
    attributes.put("type", "dev.knative.sources.ping");
    attributes.put("time", ZonedDateTime.now(ZoneOffset.UTC).toString());
    manifest.contentType().ifPresent(type -> attributes.put("datacontenttype", type));
    return new WireEvent(attributes, Map.of(), Buffer.buffer(manifest.data()))
        .with(manifest.extensions());
  }

  void close() {
    closed = true;
  }
}
