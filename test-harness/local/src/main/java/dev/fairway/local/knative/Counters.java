package dev.fairway.local.knative;

import java.util.Map;
import java.util.TreeMap;

/// What the stand-in counts about itself. Belongs to the event loop.
final class Counters {
  private static final String PREFIX = "fairway_local_";
  private final Map<String, Map<String, Long>> counters = new TreeMap<>();

  void add(String name) {
    addLabelled(name, "");
  }

  /// @param labels such as `trigger="dispatch"`
  void addLabelled(String name, String labels) {
    counters.computeIfAbsent(name, n -> new TreeMap<>()).merge(labels, 1L, Long::sum);
  }

  /// As a Prometheus page.
  String page() {
    StringBuilder page = new StringBuilder();
    counters.forEach((name, series) -> {
      page.append("# TYPE ").append(PREFIX).append(name).append(" counter\n");
      series.forEach((labels, count) ->
          page.append(PREFIX)
              .append(name)
              .append(labels.isEmpty() ? "" : "{" + labels + "}")
              .append(' ')
              .append(count)
              .append('\n'));
    });
    return page.toString();
  }
}
