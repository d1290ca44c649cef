package dev.fairway.visit;

import dev.fairway.model.Merge;
import dev.fairway.model.Wait;
import dev.fairway.model.campaign.Campaign.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a task's flow keeps between visits: the [Wait] it is in, what ended the last one that
/// listened, when the step before a wait took effect, and how often it jumped where.
///
/// `wait`; `waited` (an event's data); `stepped` (a time); `jumps {step: times}` in a stretch
/// without a long wait; `frames`, of the children that it runs; `merge`: the result of the merge
/// that the task's step asked for.
final class FlowMemory {
  static final int MAX_VISITS = 100;

  /// A wait as long ends the stretch in which jumps are counted.
  private static final Duration LONG = Duration.ofHours(1);

  private static final String WAITED = "waited";
  private static final String STEPPED = "stepped";
  private static final String JUMPS = "jumps";

  /// As PostgreSQL and its twin look for children that are removed.
  private static final String FRAMES = "frames";

  private final Map<String, Object> content;

  FlowMemory(Map<String, Object> read) {
    this.content = new LinkedHashMap<>(read);
  }

  Map<String, Object> content() {
    return Map.copyOf(content);
  }

  /// @return empty if the task does not wait at this step
  Optional<Wait> waitAt(Step step) {
    return Wait.of(content).filter(wait -> wait.step().equals(step.id()));
  }

  void waits(Wait wait) {
    wait.writeTo(content);
  }

  void waitEnded(Wait wait, Instant now) {
    Wait.removeFrom(content);
    content.remove(STEPPED);
    if (!wait.began().plus(LONG).isAfter(now)) content.remove(JUMPS);
  }

  /// Data of the event that ended a wait.
  void waited(Map<String, Object> data) {
    content.put(WAITED, data);
  }

  Map<String, Object> waited() {
    Map<String, Object> data = new LinkedHashMap<>();
    if (content.get(WAITED) instanceof Map<?, ?> event)
      event.forEach((name, value) -> data.put(String.valueOf(name), value));
    return data;
  }

  /// Children that run, from the outside in.
  List<Frame> frames() {
    return frames(content);
  }

  /// The same of a memory that is only read.
  static List<Frame> frames(Map<String, Object> memory) {
    return memory.get(FRAMES) instanceof List<?> frames
        ? frames.stream().map(frame -> Frame.of((Map<?, ?>) frame)).toList()
        : List.of();
  }

  void frames(List<Frame> frames) {
    if (frames.isEmpty()) content.remove(FRAMES);
    else content.put(FRAMES, frames.stream().map(Frame::json).toList());
  }

  /// Forgets it: what the step does with it is all that counts.
  Optional<Merge.Result> takeMerged() {
    return Optional.ofNullable(content.remove(Merge.RESULT))
        .map(label -> Merge.Result.of(label.toString()));
  }

  void stepped(Instant at) {
    content.put(STEPPED, at.toString());
  }

  Optional<Instant> stepped() {
    return Optional.ofNullable(content.get(STEPPED)).map(at -> Instant.parse(at.toString()));
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
