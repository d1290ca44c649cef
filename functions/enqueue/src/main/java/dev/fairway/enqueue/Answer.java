package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Asked;
import dev.fairway.model.Acceptance;
import dev.fairway.model.Acceptance.Verdict;
import dev.fairway.model.Arrival;
import dev.fairway.model.Arrival.Candidate;
import dev.fairway.model.Event;
import dev.fairway.model.TaskId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What became of one event.
///
/// @param id the event's
record Answer(String id, List<Task> tasks) {
  /// @param state accepted | buffered | duplicate | notQualified | expired
  record Task(TaskId task, String campaign, String state) {}

  /// @param campaigns names, one per candidate
  static Answer of(
      Event event,
      List<Candidate> candidates,
      List<String> campaigns,
      Acceptance.Journaled journaled) {
    List<Task> tasks = new ArrayList<>(candidates.size());
    for (int i = 0; i < candidates.size(); i++)
      tasks.add(
          new Task(candidates.get(i).task(), campaigns.get(i), state(journaled.verdicts().get(i))));
    return new Answer(event.id(), tasks);
  }

  /// Whether a lead qualifies is known when the task is journaled.
  static Answer buffered(Asked asked, Arrival arrival) {
    List<String> campaigns = asked.campaigns();
    List<Task> tasks = new ArrayList<>(campaigns.size());
    for (int i = 0; i < campaigns.size(); i++)
      tasks.add(new Task(arrival.candidates().get(i).task(), campaigns.get(i), "buffered"));
    return new Answer(arrival.event().id(), tasks);
  }

  private static String state(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted ignored -> "accepted";
      case Verdict.Duplicate ignored -> "duplicate";
      case Verdict.NotQualified ignored -> "notQualified";
      case Verdict.Expired ignored -> "expired";
    };
  }

  Map<String, Object> toJson() {
    return object("id", id, "tasks", tasks.stream().map(task -> (Object) json(task)).toList());
  }

  private static Map<String, Object> json(Task task) {
    Map<String, Object> json = object("task", task.task().toString(), "campaign", task.campaign());
    json.put("state", task.state());
    return json;
  }

  private static Map<String, Object> object(
      String first, Object firstValue, String second, Object secondValue) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put(first, firstValue);
    object.put(second, secondValue);
    return object;
  }
}
