package dev.fairway.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Why a lead is in a campaign, or not.
@Schema(name = "Why")
@JsonInclude(JsonInclude.Include.NON_NULL)
record WhyBody(
    String lead,
    String campaign,
    @Schema(description = "In words: the first thing that keeps the lead out, or where it is.")
        String answer,
    @Schema(enumeration = {"draft", "active", "inactive", "aborted"}) String state,
    @Schema(description = "The version that events meet; 0 if none is active.") int version,
    @Schema(description = "The lead's last tasks of the campaign, newest first.")
        List<TaskBody> tasks,
    List<Trigger> triggers,
    @Schema(description = "Do all rules together hold for the lead as it is now?") boolean passes,
    List<Rule> rules,
    @Schema(description = "once, every, or per and a time.") Object qualification,
    @Nullable Instant entered) {

  /// What a trigger last heard of the lead, as far as its latest 1,000 activities tell.
  ///
  /// @param where null: any event of the type
  /// @param heard when the last one of the type came
  /// @param held did `where` hold for it? What it asks of `ce` is not kept, and counts as absent
  /// @param failed why `where` could not be answered
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "WhyTrigger")
  record Trigger(
      String on,
      @Nullable String where,
      @Nullable Instant heard,
      @Nullable Boolean held,
      @Nullable String failed) {}

  /// @param rule as the campaign has it
  /// @param value of the lead's field, how often it did what the rule counts, or when it entered
  ///   the campaign last, if the rule is about such
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "WhyRule")
  record Rule(Map<String, Object> rule, boolean holds, @Nullable Object value) {}
}
