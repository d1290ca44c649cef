package dev.fairway.contracts.flow;

import java.util.EnumSet;
import java.util.Set;

/// How large the model is. The first two tasks are of one lead, and the second one is submitted
/// after the first one was answered; the others come whenever they like.
///
/// @param copies requests beyond the first one of each task, all tasks together
/// @param markers in the buffer at a time; the broker takes no more
public record Bounds(
    int tasks, int copies, int enqueuers, int pullers, int room, int markers, Set<Action> faults) {

  public static final Bounds SMALL = new Bounds(2, 0, 1, 1, 1, 1, EnumSet.noneOf(Action.class));

  public Bounds tasks(int count) {
    return new Bounds(count, copies, enqueuers, pullers, room, markers, faults);
  }

  public Bounds copies(int count) {
    return new Bounds(tasks, count, enqueuers, pullers, room, markers, faults);
  }

  public Bounds enqueuers(int count) {
    return new Bounds(tasks, copies, count, pullers, room, markers, faults);
  }

  public Bounds pullers(int count) {
    return new Bounds(tasks, copies, enqueuers, count, room, markers, faults);
  }

  public Bounds markers(int count) {
    return new Bounds(tasks, copies, enqueuers, pullers, room, count, faults);
  }

  public Bounds faults(Set<Action> others) {
    return new Bounds(tasks, copies, enqueuers, pullers, room, markers, others);
  }

  public Bounds faults(Action first, Action... others) {
    return faults(EnumSet.of(first, others));
  }
}
