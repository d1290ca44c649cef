package dev.fairway.steps.person;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Whether the lead may be contacted on a channel for a purpose. What it withdrew is kept: it is
/// not the same as never to have been asked.
final class Consent {
  private Consent() {}

  static StepResult to(StepContext step, String state) {
    String channel = step.with().text("channel");
    String purpose = step.with().text("purpose");
    String name = channel + "/" + purpose;
    Optional<Map<String, Object>> before = step.lead().memberships().find(Kind.CONSENTS, name);
    if (before.isPresent() && state.equals(before.get().get("state")))
      return new StepResult.Skipped("unchanged");
    Map<String, Object> how = new LinkedHashMap<>();
    for (String each : new String[] {"source", "reason"})
      step.with().find(each).ifPresent(text -> how.put(each, text));
    how.put("at", step.with().find("at").orElse(step.now()));
    Map<String, Object> entry = new LinkedHashMap<>(how);
    entry.put("state", state);
    Map<String, Object> told = new LinkedHashMap<>(how);
    told.put("channel", channel);
    told.put("purpose", purpose);
    return new StepResult.Changed(
        LeadPatch.join(Kind.CONSENTS, name, entry), "consent." + state, told);
  }
}
