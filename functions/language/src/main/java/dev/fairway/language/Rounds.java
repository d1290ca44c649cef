package dev.fairway.language;

import dev.fairway.model.campaign.Campaign.Step;
import java.util.ArrayList;
import java.util.List;

/// Jumps that nothing ends: back over steps of the same flow, none of which can branch, leave or
/// wait. What a condition may end is the business of the guard that counts visits.
final class Rounds {
  private Rounds() {}

  static List<Step> endless(List<Step> flow) {
    List<Step> found = new ArrayList<>();
    for (int i = 0; i < flow.size(); i++) {
      Step step = flow.get(i);
      step.nested().values().forEach(nested -> found.addAll(endless(nested)));
      if (always(step) && round(flow.subList(0, i + 1), target(step))) found.add(step);
    }
    return found;
  }

  static String message(Step jump) {
    return "step "
        + jump.id()
        + " jumps to "
        + target(jump)
        + " for ever: nothing in between waits, branches or exits";
  }

  private static boolean always(Step step) {
    return step.action().equals("flow.jump") && step.choices().isEmpty();
  }

  private static String target(Step jump) {
    return String.valueOf(jump.with().get("step"));
  }

  /// Does the way from `target` to the end of `flow` always come to its last step?
  private static boolean round(List<Step> flow, String target) {
    boolean in = false;
    for (Step step : flow) {
      in |= step.id().equals(target);
      if (in && leaves(step)) return false;
    }
    return in;
  }

  private static boolean leaves(Step step) {
    return step.action().startsWith("wait.")
        || step.action().equals("flow.exit")
        || step.action().equals("person.delete")
        || !step.nested().isEmpty()
        || (step.action().equals("flow.jump") && !step.choices().isEmpty());
  }
}
