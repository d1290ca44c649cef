package dev.fairway.ports.memory;

import dev.fairway.model.Family;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;

/// What one request may carry: the tasks of a family, suspects apart from the others.
record Lane(Family family, boolean suspect) {
  static Lane of(QueuedTask task) {
    return new Lane(task.family(), task.suspect());
  }

  Pool pool() {
    return family.pool();
  }
}
