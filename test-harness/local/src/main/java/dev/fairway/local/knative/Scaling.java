package dev.fairway.local.knative;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// The `autoscaling.knative.dev` annotations of a Service, with the defaults of Knative Serving.
///
/// @param max 0 in the manifest means unlimited; here it is then [#UNLIMITED]
/// @param target requests at once that one process should have, utilization already applied
/// @param window over which the stable average is taken, and after which an idle Service is at zero
/// @param panicPart of the window over which the panic average is taken, 0 to 1
/// @param panicThreshold desired to ready processes from which panic mode begins
/// @param scaleDownDelay how long a lower need must last before it is followed
/// @param retention how long the last process is kept after the window
record Scaling(
    int min,
    int max,
    double target,
    Duration window,
    double panicPart,
    double panicThreshold,
    Duration scaleDownDelay,
    Duration retention) {

  static final int UNLIMITED = 1_000;

  /// Seconds; a longer window, written or default, is cut to it. A machine of one developer wants
  /// to be idle sooner than a cluster does.
  static final String WINDOW_PROPERTY = "fairway.local.stableWindow";

  private static final String PREFIX = "autoscaling.knative.dev/";
  private static final Set<String> KNOWN =
      Set.of(
          "class",
          "metric",
          "min-scale",
          "max-scale",
          "target",
          "target-utilization-percentage",
          "window",
          "panic-window-percentage",
          "panic-threshold-percentage",
          "scale-down-delay",
          "scale-to-zero-pod-retention-period",
          "initial-scale");

  static Scaling read(Node annotations, int containerConcurrency) {
    Map<String, Node> all = annotations.entries();
    for (var entry : all.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(PREFIX) && !KNOWN.contains(name.substring(PREFIX.length())))
        throw entry.getValue().wrong("is no autoscaling annotation the local run follows");
    }
    only(annotations, "class", "kpa.autoscaling.knative.dev");
    only(annotations, "metric", "concurrency");
    int max = annotations.at(PREFIX + "max-scale").integer(0);
    double concurrency = containerConcurrency > 0 ? containerConcurrency : 100;
    double target = annotations.at(PREFIX + "target").number(concurrency);
    if (containerConcurrency > 0 && target > containerConcurrency)
      throw annotations.at(PREFIX + "target").wrong("is above containerConcurrency");
    double utilization = annotations.at(PREFIX + "target-utilization-percentage").number(70) / 100;
    Duration window = annotations.at(PREFIX + "window").goDuration(Duration.ofSeconds(60));
    return new Scaling(
        annotations.at(PREFIX + "min-scale").integer(0),
        max == 0 ? UNLIMITED : max,
        Math.max(0.01, target * utilization),
        shortened(window),
        annotations.at(PREFIX + "panic-window-percentage").number(10) / 100,
        annotations.at(PREFIX + "panic-threshold-percentage").number(200) / 100,
        shortened(annotations.at(PREFIX + "scale-down-delay").goDuration(Duration.ZERO)),
        annotations.at(PREFIX + "scale-to-zero-pod-retention-period").goDuration(Duration.ZERO));
  }

  private static void only(Node annotations, String name, String value) {
    Node node = annotations.at(PREFIX + name);
    if (node.present() && !node.text().equals(value))
      throw node.wrong("must be " + value + " in the local run");
  }

  private static Duration shortened(Duration written) {
    Double seconds = Double.valueOf(System.getProperty(WINDOW_PROPERTY, "Infinity"));
    if (seconds.isInfinite()) return written;
    Duration limit = Duration.ofMillis((long) (seconds * 1000));
    return written.compareTo(limit) < 0 ? written : limit;
  }
}
