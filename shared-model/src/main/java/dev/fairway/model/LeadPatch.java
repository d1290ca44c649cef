package dev.fairway.model;

import java.util.List;
import java.util.Map;

/// A change of a lead.
///
/// @param set fields and their new values, never null
/// @param clear fields to unset
/// @param erase delete the lead: fields go, its tasks end, the id is free for a new lead
public record LeadPatch(Map<String, Object> set, List<String> clear, boolean erase) {
  public static final LeadPatch NONE = new LeadPatch(Map.of(), List.of(), false);

  public boolean isEmpty() {
    return set.isEmpty() && clear.isEmpty() && !erase;
  }
}
