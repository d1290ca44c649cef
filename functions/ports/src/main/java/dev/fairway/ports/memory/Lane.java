package dev.fairway.ports.memory;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Family;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;
import java.util.List;
import java.util.stream.Stream;

/// What one request may carry: the tasks of a family, suspects apart from the others.
record Lane(Family family, boolean suspect) {
  static Lane of(QueuedTask task) {
    return new Lane(task.family(), task.suspect());
  }

  static Lane of(ActionRequest request) {
    return new Lane(request.family(), request.suspect());
  }

  static List<Lane> of(List<Family> families) {
    return families.stream()
        .flatMap(family -> Stream.of(new Lane(family, false), new Lane(family, true)))
        .toList();
  }

  String name() {
    return suspect ? family.label() + "!" : family.label();
  }

  Pool pool() {
    return family.pool();
  }
}
