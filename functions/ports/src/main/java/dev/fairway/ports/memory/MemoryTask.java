package dev.fairway.ports.memory;

import dev.fairway.model.Arrival;
import dev.fairway.model.Digest16;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.Priority;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import dev.fairway.model.TaskState;
import dev.fairway.model.Wait;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A row of the journal, or of the ended tasks once `endedAt` is there.
record MemoryTask(
    TaskId task,
    int tenant,
    int campaign,
    int version,
    long lead,
    long position,
    long progress,
    int attempts,
    int lost,
    TaskState state,
    Family family,
    Priority priority,
    String at,
    Optional<Instant> due,
    Instant acceptedAt,
    Optional<Instant> endedAt,
    Digest16 digest,
    Event event,
    Map<String, Object> memory,
    Optional<String> error) {

  static MemoryTask of(
      Arrival arrival, Arrival.Candidate candidate, long lead, long position, Instant now) {
    return new MemoryTask(
        candidate.task(),
        arrival.tenant(),
        candidate.campaign(),
        candidate.version(),
        lead,
        position,
        0,
        0,
        0,
        TaskState.READY,
        candidate.family(),
        candidate.priority(),
        candidate.firstStep(),
        Optional.empty(),
        now,
        Optional.empty(),
        arrival.digest(),
        arrival.event(),
        Map.of(),
        Optional.empty());
  }

  /// Of this campaign, or with it as a child.
  boolean runs(int other) {
    return campaign == other
        || memory.get("frames") instanceof List<?> frames
            && frames.stream()
                .anyMatch(frame ->
                    frame instanceof Map<?, ?> map
                        && map.get("campaign") instanceof Number number
                        && number.intValue() == other);
  }

  QueuedTask queued() {
    return new QueuedTask(task, tenant, lead, position, family, priority, lost > 0);
  }

  MemoryTask ended(TaskState as, Instant when) {
    return copy(next -> {
      next.position = 0;
      next.progress = 0;
      next.attempts = 0;
      next.lost = 0;
      next.state = as;
      next.at = "";
      next.due = Optional.empty();
      next.endedAt = Optional.of(when);
      next.memory = Map.of();
      next.error = Optional.empty();
    });
  }

  MemoryTask advanced(int executed, StepCommit.Next to) {
    return copy(next -> {
      next.progress += executed;
      next.attempts = to.attempts();
      next.lost = executed > 0 ? 0 : lost;
      next.state = to.state();
      next.family = to.family();
      next.at = to.at();
      next.due = to.due();
      next.endedAt = Optional.empty();
      next.memory = to.memory();
      next.error = to.error();
    });
  }

  /// Counted as lost; the third loss makes it dead.
  MemoryTask lostOnce() {
    return copy(next -> {
      next.lost++;
      next.endedAt = Optional.empty();
      if (lost < 2) return;
      next.state = TaskState.DEAD;
      next.error = Optional.of("three processes ended or fell silent while executing this step");
    });
  }

  /// Back in line at a new position; `anew` also forgets its failures.
  MemoryTask back(long newPosition, boolean anew) {
    return copy(next -> {
      next.position = newPosition;
      next.state = TaskState.READY;
      next.due = Optional.empty();
      next.endedAt = Optional.empty();
      if (!anew) return;
      next.attempts = 0;
      next.lost = 0;
      next.error = Optional.empty();
    });
  }

  /// Of another lead, at that place in its line.
  MemoryTask of(long newLead, long newPosition) {
    return copy(next -> {
      next.lead = newLead;
      next.position = newPosition;
    });
  }

  /// The step of the campaign's own flow: a child stands inside of it.
  String stands() {
    return memory.get("frames") instanceof List<?> frames
            && frames.getFirst() instanceof Map<?, ?> outermost
        ? String.valueOf(outermost.get("step"))
        : at;
  }

  /// On another version; who read it before is behind.
  MemoryTask migrated(int to) {
    return copy(next -> {
      next.version = to;
      next.progress++;
    });
  }

  boolean watches() {
    return state == TaskState.WAITING && Wait.of(memory).filter(Wait::watches).isPresent();
  }

  /// Waits until then, if not for less.
  MemoryTask due(Instant then) {
    return copy(next -> next.due = due.filter(then::isAfter).or(() -> Optional.of(then)));
  }

  /// With another memory.
  MemoryTask with(Map<String, Object> newMemory) {
    return copy(next -> next.memory = newMemory);
  }

  private MemoryTask copy(Consumer<Draft> changes) {
    Draft next = new Draft(this);
    changes.accept(next);
    return new MemoryTask(
        task,
        tenant,
        campaign,
        next.version,
        next.lead,
        next.position,
        next.progress,
        next.attempts,
        next.lost,
        next.state,
        next.family,
        priority,
        next.at,
        next.due,
        acceptedAt,
        next.endedAt,
        digest,
        event,
        next.memory,
        next.error);
  }

  /// What of a task may change.
  private static final class Draft {
    int version;
    long lead;
    long position;
    long progress;
    int attempts;
    int lost;
    TaskState state;
    Family family;
    String at;
    Optional<Instant> due;
    Optional<Instant> endedAt;
    Map<String, Object> memory;
    Optional<String> error;

    Draft(MemoryTask of) {
      version = of.version;
      lead = of.lead;
      position = of.position;
      progress = of.progress;
      attempts = of.attempts;
      lost = of.lost;
      state = of.state;
      family = of.family;
      at = of.at;
      due = of.due;
      endedAt = of.endedAt;
      memory = of.memory;
      error = of.error;
    }
  }
}
