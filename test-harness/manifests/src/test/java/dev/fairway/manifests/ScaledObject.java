package dev.fairway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What KEDA 2.17 knows of a ScaledObject, as far as it is used here: there is no model of it among
/// the libraries. A field that is missing here is refused until somebody adds it.
record ScaledObject(String apiVersion, String kind, JsonNode metadata, Spec spec) {

  record Spec(
      Target scaleTargetRef,
      @Nullable Integer pollingInterval,
      @Nullable Integer cooldownPeriod,
      @Nullable Integer initialCooldownPeriod,
      @Nullable Integer idleReplicaCount,
      @Nullable Integer minReplicaCount,
      @Nullable Integer maxReplicaCount,
      List<Trigger> triggers) {}

  record Target(
      @Nullable String apiVersion,
      @Nullable String kind,
      String name,
      @Nullable String envSourceContainerName) {}

  record Trigger(
      String type,
      @Nullable String name,
      @Nullable String metricType,
      @Nullable Boolean useCachedMetrics,
      Map<String, String> metadata,
      @Nullable AuthenticationRef authenticationRef) {}

  record AuthenticationRef(String name, @Nullable String kind) {}
}
