package dev.fairway.model;

/// The right to execute a task until the request's deadline.
///
/// @param token fencing token, unique in the queue's generation
public record Lease(QueuedTask task, String token) {
  /// Leases key maps: the task tells enough.
  @Override
  public int hashCode() {
    return task.task().hashCode();
  }
}
