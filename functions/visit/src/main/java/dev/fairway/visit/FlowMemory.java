package dev.fairway.visit;

import dev.fairway.model.campaign.Campaign.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What a task's flow keeps between visits: the wait it is in, and how often it jumped where.
///
/// `wait {step, since, until}`; `jumps {step: times}` in a stretch without a long wait.
final class FlowMemory {
  static final int MAX_VISITS = 100;

  /// A wait as long ends the stretch in which jumps are counted.
  private static final Duration LONG = Duration.ofHours(1);

  private static final String WAIT = "wait";
  private static final String JUMPS = "jumps";

  private final Map<String, Object> content;

  FlowMemory(Map<String, Object> read) {
    this.content = new LinkedHashMap<>(read);
  }

  Map<String, Object> content() {
    return Map.copyOf(content);
  }

  /// @return empty if the task does not wait at this step
  Optional<Instant> waitsUntil(Step step) {
    return content.get(WAIT) instanceof Map<?, ?> wait && step.id().equals(wait.get("step"))
        ? Optional.of(Instant.parse(String.valueOf(wait.get("until"))))
        : Optional.empty();
  }

  void waits(Step step, Instant since, Instant until) {
    content.put(
        WAIT, Map.of("step", step.id(), "since", since.toString(), "until", until.toString()));
  }

  void waited(Instant now) {
    if (content.remove(WAIT) instanceof Map<?, ?> wait) {
      Instant since = Instant.parse(String.valueOf(wait.get("since")));
      if (!since.plus(LONG).isAfter(now)) content.remove(JUMPS);
    }
  }

  /// Counts a jump to a step.
  ///
  /// @return false if there were too many
  boolean mayVisit(String step) {
    Map<String, Object> jumps = new LinkedHashMap<>();
    if (content.get(JUMPS) instanceof Map<?, ?> counted)
      counted.forEach((to, times) -> jumps.put(String.valueOf(to), times));
    long times = jumps.get(step) instanceof Number number ? number.longValue() : 0;
    if (times >= MAX_VISITS) return false;
    jumps.put(step, times + 1);
    content.put(JUMPS, jumps);
    return true;
  }
}
