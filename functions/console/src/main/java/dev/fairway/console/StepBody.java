package dev.fairway.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What one step did, and why.
@Schema(name = "TaskStep")
@JsonInclude(JsonInclude.Include.NON_NULL)
record StepBody(
    String step,
    @Nullable Instant at,
    @Schema(description = "Type of the activity it left, as person.scoreChanged or step.skipped.")
        String type,
    Map<String, Object> attributes,
    @Schema(description = "Why nothing was done.") @Nullable String skipped,
    @Schema(description = "Why it could not be done.") @Nullable String failed,
    @Schema(
            description =
                "Number of the choice or case taken; 0: none held. Not there if the step has none.")
        @Nullable Integer choice,
    @Schema(description = "The conditions that were looked at for it, in their order.")
        @Nullable List<Condition> because) {

  /// @param choice whose condition it is
  /// @param when CEL, or rules; null: otherwise
  /// @param values what it read then; null: absent. Long texts are cut, and beyond ten values in
  ///   all of the step none are kept
  /// @param failed why it could not be answered: it counted as false
  @Schema(name = "TaskCondition")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Condition(
      int choice,
      @Nullable Object when,
      boolean holds,
      @JsonInclude(content = JsonInclude.Include.ALWAYS) Map<String, @Nullable Object> values,
      @Nullable String failed) {}
}
