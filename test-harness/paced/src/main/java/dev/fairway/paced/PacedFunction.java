package dev.fairway.paced;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.model.Lease;
import dev.fairway.runtime.Wire;
import dev.fairway.visit.FamilyFunction;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/// Executes batches of the scoring family in the time that their events say.
@Singleton
public class PacedFunction {
  private final FamilyFunction family;
  private final Holds holds;

  public PacedFunction(FamilyFunction family, Holds holds) {
    this.family = family;
    this.holds = holds;
  }

  @Funq
  @CloudEventMapping(
      trigger = Wire.ACTIONS_REQUESTED,
      responseType = Wire.ACTIONS_COMPLETED,
      responseSource = "/fairway/action-scoring")
  public Uni<JsonNode> execute(CloudEvent<JsonNode> request) {
    List<Lease> leases = Wire.request(request.data()).leases();
    holds.begin(leases);
    return family.execute(request.data()).onTermination().invoke(() -> holds.end(leases));
  }
}
