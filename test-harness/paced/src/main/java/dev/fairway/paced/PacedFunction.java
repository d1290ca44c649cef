package dev.fairway.paced;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.runtime.Wire;
import dev.fairway.visit.FamilyFunction;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/// Executes requests of the scoring family, of one task each, in the time that their events say and
/// in as many slots as there are. The visit begins with the slot: its tenant is not charged the
/// wait.
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
    JsonNode data = request.data();
    return holds.during(Wire.request(data).leases(), () -> family.execute(data));
  }
}
