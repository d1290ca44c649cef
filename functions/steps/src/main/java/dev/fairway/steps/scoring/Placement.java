package dev.fairway.steps.scoring;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The one place that a lead has in a scheme: its stage in a model, its segment in a segmentation.
///
/// @param scheme parameter that names the model or segmentation; in the event too
/// @param place attribute of the membership
/// @param type of the event
record Placement(Kind kind, String scheme, String place, String type) {
  StepResult to(StepContext step, String after) {
    String in = step.with().text(scheme);
    Optional<Object> before =
        step.lead().memberships().find(kind, in).map(entry -> entry.get(place));
    if (before.filter(after::equals).isPresent()) return new StepResult.Skipped("unchanged");
    String what = place.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + place.substring(1);
    Map<String, Object> change = new LinkedHashMap<>();
    change.put(scheme, in);
    before.ifPresent(old -> change.put("old" + what, old));
    change.put("new" + what, after);
    return new StepResult.Changed(
        LeadPatch.join(kind, in, Map.of(place, after, "since", step.now())), type, change);
  }
}
