package dev.fairway.manifests;

import java.util.LinkedHashSet;
import java.util.Set;

/// What was found so far; what several installations have in common is said once.
final class Findings {
  private final Set<Finding> all = new LinkedHashSet<>();

  void add(Layer layer, String place, String message) {
    all.add(new Finding(layer, place, message));
  }

  void add(Layer layer, Resource resource, String path, String message) {
    String where = path.isEmpty() ? "" : path + ": ";
    add(layer, resource.place(path), resource.id() + ": " + where + message);
  }

  boolean none() {
    return all.isEmpty();
  }

  Set<Finding> all() {
    return all;
  }
}
