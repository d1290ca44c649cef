package dev.fairway.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fairway.model.Lead;
import dev.fairway.model.TaskState;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.ports.Campaigns.Version;
import dev.fairway.visit.Simulation.Later;
import dev.fairway.visit.Simulation.Played;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a campaign would do with a lead.
@Schema(name = "Simulation")
@JsonInclude(JsonInclude.Include.NON_NULL)
record SimulationBody(
    String campaign,
    int version,
    @Schema(description = "Were the campaign active, would the lead enter?") boolean enters,
    @Schema(
            description =
                "In words: what keeps the lead out, or how its way through the flow ends.")
        String answer,
    List<WhyBody.Trigger> triggers,
    @Schema(description = "Do all rules together hold?") boolean passes,
    List<WhyBody.Rule> rules,
    List<StepBody> steps,
    @Schema(
            enumeration = {"done", "deleted", "dead", "waiting", "ready"},
            description = "Of the task at the end; ready: cut off after 1,000 steps.")
        @Nullable String state,
    @Schema(description = "The step at which it stands then; empty if it ended.")
        @Nullable String at,
    @Schema(description = "The clock then.") @Nullable Instant until,
    @Schema(description = "The lead as it would be.") @Nullable After lead,
    @Schema(description = "Other leads that would be created or changed.") List<Other> others,
    @Schema(description = "Effects that campaigns listen to, in their order.") List<Emitted> emits,
    @Schema(description = "Effects too deep to trigger campaigns.") int stopped,
    @Schema(description = "Types of the events given that did not come before the end.")
        List<String> unheard,
    @Schema(description = "Expressions that failed, which counts as false.")
        List<Failure> failures) {

  @Schema(name = "SimulatedLead")
  record After(
      String id,
      Map<String, Object> fields,
      Map<String, Map<String, Map<String, Object>>> memberships) {
    static After of(Lead lead) {
      return new After(lead.id(), lead.fields(), lead.memberships().entries());
    }
  }

  @Schema(name = "SimulatedOther")
  record Other(String lead, Map<String, Object> set, List<String> clear) {}

  @Schema(name = "SimulatedEvent")
  record Emitted(String type, Map<String, Object> data) {}

  @Schema(name = "SimulatedFailure")
  record Failure(String expression, String why) {}

  static SimulationBody outside(Version version, WhyBody entry, String obstacle) {
    return new SimulationBody(
        entry.campaign(),
        version.version(),
        false,
        obstacle,
        entry.triggers(),
        entry.passes(),
        entry.rules(),
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        0,
        List.of(),
        List.of());
  }

  static SimulationBody of(
      Version version, Campaign campaign, WhyBody entry, Played played, List<Failure> failures) {
    return new SimulationBody(
        entry.campaign(),
        version.version(),
        true,
        played.state() == TaskState.DONE ? "it runs to its end" : played.end(),
        entry.triggers(),
        entry.passes(),
        entry.rules(),
        steps(campaign, played),
        played.state().label(),
        played.step(),
        played.at(),
        After.of(played.lead()),
        played.others().stream()
            .map(other -> new Other(other.lead().key(), other.patch().set(), other.patch().clear()))
            .toList(),
        played.events().stream().map(event -> new Emitted(event.type(), event.data())).toList(),
        played.stopped(),
        played.unheard().stream().map(Later::type).toList(),
        failures);
  }

  private static List<StepBody> steps(Campaign campaign, Played played) {
    return played.steps().stream()
        .map(did ->
            TaskStory.step(
                Optional.of(campaign),
                did.activity().step(),
                did.at(),
                did.activity().type(),
                did.activity().attributes()))
        .toList();
  }
}
