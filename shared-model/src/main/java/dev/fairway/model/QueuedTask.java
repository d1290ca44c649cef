package dev.fairway.model;

/// What the fair queue knows of a task.
///
/// @param position order within the lead, from the journal
/// @param suspect a process died with it: it travels alone, one such request at a time per family
public record QueuedTask(
    TaskId task,
    int tenant,
    long lead,
    long position,
    Family family,
    Priority priority,
    boolean suspect) {

  public QueuedTask with(Family family, boolean suspect) {
    return new QueuedTask(task, tenant, lead, position, family, priority, suspect);
  }
}
