package dev.fairway.console;

import dev.fairway.model.StepCommit.Activity;
import dev.fairway.model.TaskState;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Choice;
import dev.fairway.model.campaign.Campaign.Condition;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Evidence;
import dev.fairway.model.campaign.Flow;
import dev.fairway.ports.Leads.ActivityRow;
import dev.fairway.ports.Tasks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a task did and why, told by the activities of its steps and the version it runs on.
///
/// @param history newest first
/// @param campaign the version; empty if it is gone
record TaskStory(Tasks.Row row, List<ActivityRow> history, Optional<Campaign> campaign) {
  /// Steps told at most.
  static final int LATEST = 200;

  /// What every activity may have and no step means by it.
  private static final List<String> OWN = List.of(Evidence.KEY, "traceparent");

  TaskBody of(TaskBody task) {
    return task.with(since(), waitsFor().orElse(null), steps());
  }

  /// When it came to where it is.
  private Instant since() {
    return row.endedAt()
        .or(() -> history.stream().findFirst().map(ActivityRow::at))
        .orElse(row.acceptedAt());
  }

  private List<StepBody> steps() {
    return history.reversed().stream()
        .map(done ->
            step(campaign, done.step().orElse(""), done.at(), done.type(), done.attributes()))
        .toList();
  }

  private Optional<WaitBody> waitsFor() {
    if (row.state() != TaskState.WAITING) return Optional.empty();
    Optional<ActivityRow> began =
        history.stream()
            .filter(done -> done.type().equals(Activity.WAITS))
            .filter(done -> done.step().filter(row.at()::equals).isPresent())
            .findFirst();
    return campaign.flatMap(
        version -> Flow.step(version, row.at()).map(step -> wait(version, step, began)));
  }

  private WaitBody wait(Campaign version, Step step, Optional<ActivityRow> began) {
    Map<String, Object> told = began.map(ActivityRow::attributes).orElse(Map.of());
    int choice = Evidence.read(told).map(Evidence::choice).orElse(0);
    List<String> on =
        told.get("on") instanceof List<?> types
            ? types.stream().map(String::valueOf).toList()
            : List.of();
    return WaitBody.of(version, step, choice, on, row.due());
  }

  /// @param at null if it has not happened
  static StepBody step(
      Optional<Campaign> campaign,
      String id,
      @Nullable Instant at,
      String type,
      Map<String, Object> attributes) {
    Map<String, Object> told = new LinkedHashMap<>(attributes);
    told.keySet().removeAll(OWN);
    @Nullable String reason = told.get("reason") instanceof String text ? text : null;
    Optional<Evidence> evidence = Evidence.read(attributes);
    return new StepBody(
        id,
        at,
        type,
        told,
        type.equals(Activity.SKIPPED) ? reason : null,
        type.equals(Activity.FAILED) ? reason : null,
        evidence.map(Evidence::choice).orElse(null),
        evidence
            .flatMap(each ->
                campaign
                    .flatMap(version -> Flow.step(version, id))
                    .map(step -> because(step, each)))
            .orElse(null));
  }

  private static List<StepBody.Condition> because(Step step, Evidence evidence) {
    List<StepBody.Condition> conditions = new ArrayList<>();
    int number = 0;
    for (Choice choice : Evidence.lookedAt(step, evidence.choice())) {
      number++;
      @Nullable String failed = evidence.failed().get(number);
      conditions.add(
          new StepBody.Condition(
              number,
              choice.when().map(TaskStory::source).orElse(null),
              number == evidence.choice(),
              choice.when().map(when -> values(when, evidence)).orElse(Map.of()),
              failed == null
                  ? null
                  : failed + " (counts as false, and in fairway_expressions_failed_total)"));
    }
    return conditions;
  }

  private static Object source(Condition condition) {
    return switch (condition) {
      case Condition.Cel(var expression) -> expression.source();
      case Condition.Rules(var filters) -> CampaignJson.filters(filters);
    };
  }

  private static Map<String, @Nullable Object> values(Condition condition, Evidence evidence) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (String path : condition.reads())
      if (evidence.omitted() == 0 || evidence.values().containsKey(path))
        values.put(path, evidence.values().get(path));
    return values;
  }
}
