package dev.fairway.world.history;

import java.util.List;
import java.util.stream.Collectors;

/// @param events submitted
/// @param accepted of them answered 2xx
/// @param inDoubt of them never answered
/// @param effects steps that took effect
/// @param ordered pairs of neighbouring effects of one lead whose order was promised
public record Verdict(
    int events, int accepted, int inDoubt, int effects, long ordered, List<Violation> violations) {

  public Verdict {
    violations = List.copyOf(violations);
  }

  public boolean isClean() {
    return violations.isEmpty();
  }

  /// How many of one kind.
  public long count(Class<? extends Violation> kind) {
    return violations.stream().filter(kind::isInstance).count();
  }

  @Override
  public String toString() {
    String line =
        "events=%d accepted=%d inDoubt=%d effects=%d orderedPairs=%d lost=%d duplicated=%d swapped=%d other=%d"
            .formatted(
                events,
                accepted,
                inDoubt,
                effects,
                ordered,
                count(Violation.Lost.class),
                count(Violation.Duplicated.class),
                count(Violation.Swapped.class),
                violations.size()
                    - count(Violation.Lost.class)
                    - count(Violation.Duplicated.class)
                    - count(Violation.Swapped.class));
    if (isClean()) return line;
    return violations.stream()
        .limit(20)
        .map(v -> "  " + v)
        .collect(Collectors.joining("\n", line + "\n", ""));
  }
}
