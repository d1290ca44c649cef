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
    return new MemoryTask(
        task,
        tenant,
        campaign,
        version,
        lead,
        0,
        0,
        0,
        0,
        as,
        family,
        priority,
        "",
        Optional.empty(),
        acceptedAt,
        Optional.of(when),
        digest,
        event,
        Map.of(),
        Optional.empty());
  }

  MemoryTask advanced(int executed, StepCommit.Next next) {
    return new MemoryTask(
        task,
        tenant,
        campaign,
        version,
        lead,
        position,
        progress + executed,
        next.attempts(),
        executed > 0 ? 0 : lost,
        next.state(),
        next.family(),
        priority,
        next.at(),
        next.due(),
        acceptedAt,
        Optional.empty(),
        digest,
        event,
        next.memory(),
        next.error());
  }

  /// Counted as lost; the third loss makes it dead.
  MemoryTask lostOnce() {
    boolean dead = lost >= 2;
    return new MemoryTask(
        task,
        tenant,
        campaign,
        version,
        lead,
        position,
        progress,
        attempts,
        lost + 1,
        dead ? TaskState.DEAD : state,
        family,
        priority,
        at,
        due,
        acceptedAt,
        Optional.empty(),
        digest,
        event,
        memory,
        dead
            ? Optional.of("three processes ended or fell silent while executing this step")
            : error);
  }

  /// Back in line at a new position; `anew` also forgets its failures.
  MemoryTask back(long newPosition, boolean anew) {
    return new MemoryTask(
        task,
        tenant,
        campaign,
        version,
        lead,
        newPosition,
        progress,
        anew ? 0 : attempts,
        anew ? 0 : lost,
        TaskState.READY,
        family,
        priority,
        at,
        Optional.empty(),
        acceptedAt,
        Optional.empty(),
        digest,
        event,
        memory,
        anew ? Optional.empty() : error);
  }

  /// Of another lead, at that place in its line.
  MemoryTask of(long newLead, long newPosition) {
    return new MemoryTask(
        task,
        tenant,
        campaign,
        version,
        newLead,
        newPosition,
        progress,
        attempts,
        lost,
        state,
        family,
        priority,
        at,
        due,
        acceptedAt,
        endedAt,
        digest,
        event,
        memory,
        error);
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
    return new MemoryTask(
        task,
        tenant,
        campaign,
        to,
        lead,
        position,
        progress + 1,
        attempts,
        lost,
        state,
        family,
        priority,
        at,
        due,
        acceptedAt,
        endedAt,
        digest,
        event,
        memory,
        error);
  }

  boolean watches() {
    return state == TaskState.WAITING && Wait.of(memory).filter(Wait::watches).isPresent();
  }

  /// Waits until then, if not for less.
  MemoryTask due(Instant then) {
    return new MemoryTask(
        task,
        tenant,
        campaign,
        version,
        lead,
        position,
        progress,
        attempts,
        lost,
        state,
        family,
        priority,
        at,
        due.filter(then::isAfter).or(() -> Optional.of(then)),
        acceptedAt,
        endedAt,
        digest,
        event,
        memory,
        error);
  }

  /// With another memory.
  MemoryTask with(Map<String, Object> newMemory) {
    return new MemoryTask(
        task,
        tenant,
        campaign,
        version,
        lead,
        position,
        progress,
        attempts,
        lost,
        state,
        family,
        priority,
        at,
        due,
        acceptedAt,
        endedAt,
        digest,
        event,
        newMemory,
        error);
  }
}
