package dev.fairway.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Expression;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Choices;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a task waits for.
@Schema(name = "TaskWait")
@JsonInclude(JsonInclude.Include.NON_NULL)
record WaitBody(
    @Schema(description = "Event types, any of which ends the wait; none: it waits for a time.")
        List<String> on,
    @Schema(description = "Condition on such an event.") @Nullable String where,
    @Schema(description = "Condition on the lead, which ends the wait.") @Nullable String condition,
    @Schema(description = "The timeout, or the end of a wait for a time.") @Nullable Instant until,
    @Schema(description = "What takes the lead out of the flow meanwhile.") List<Exit> exitOn) {

  @Schema(name = "TaskExit")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Exit(List<String> on, @Nullable String where) {}

  /// @param choice of the step, 0 if none was taken
  static WaitBody of(
      Campaign campaign, Step step, int choice, List<String> on, Optional<Instant> until) {
    @Nullable String where = condition(step, choice, "where");
    @Nullable String condition = condition(step, choice, "until");
    List<Exit> exits =
        campaign.exits().stream()
            .map(exit -> new Exit(exit.on(), exit.where().map(Expression::source).orElse(null)))
            .toList();
    return new WaitBody(on, where, condition, until.orElse(null), exits);
  }

  private static @Nullable String condition(Step step, int choice, String parameter) {
    return Choices.parameters(step, choice).get(parameter) instanceof Expression cel
        ? cel.source()
        : null;
  }
}
