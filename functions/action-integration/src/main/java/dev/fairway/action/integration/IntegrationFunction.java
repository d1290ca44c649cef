package dev.fairway.action.integration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.runtime.Wire;
import dev.fairway.visit.FamilyFunction;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/// Executes batches of the integration family.
@Singleton
public class IntegrationFunction {
  private final FamilyFunction family;

  public IntegrationFunction(FamilyFunction family) {
    this.family = family;
  }

  @Funq
  @CloudEventMapping(
      trigger = Wire.ACTIONS_REQUESTED,
      responseType = Wire.ACTIONS_COMPLETED,
      responseSource = "/fairway/action-integration")
  public Uni<JsonNode> execute(CloudEvent<JsonNode> request) {
    return family.execute(request.data());
  }
}
