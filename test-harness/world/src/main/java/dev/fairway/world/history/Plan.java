package dev.fairway.world.history;

import java.util.List;
import java.util.Map;

/// What every accepted event must have done.
///
/// @param steps by campaign: the steps that leave an activity, once for each event
public record Plan(Map<String, List<String>> steps) {
  public Plan {
    steps = Map.copyOf(steps);
  }
}
