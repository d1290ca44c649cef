package dev.fairway.model;

import java.util.List;
import java.util.Map;

/// A change of a lead.
///
/// @param set fields and their new values, never null
/// @param clear fields to unset
/// @param joins memberships, and the attributes that each has afterwards
/// @param leaves memberships that end; none of them is in `joins`
/// @param erase delete the lead: fields go, its tasks end, the id is free for a new lead
public record LeadPatch(
    Map<String, Object> set,
    List<String> clear,
    Map<Memberships.Key, Map<String, Object>> joins,
    List<Memberships.Key> leaves,
    boolean erase) {
  public static final LeadPatch NONE = new LeadPatch(Map.of(), List.of(), false);

  /// Memberships stay.
  public LeadPatch(Map<String, Object> set, List<String> clear, boolean erase) {
    this(set, clear, Map.of(), List.of(), erase);
  }

  public static LeadPatch join(Memberships.Kind kind, String name, Map<String, Object> attributes) {
    return new LeadPatch(
        Map.of(), List.of(), Map.of(new Memberships.Key(kind, name), attributes), List.of(), false);
  }

  public static LeadPatch leave(Memberships.Kind kind, String name) {
    return new LeadPatch(
        Map.of(), List.of(), Map.of(), List.of(new Memberships.Key(kind, name)), false);
  }

  public boolean isEmpty() {
    return set.isEmpty() && clear.isEmpty() && joins.isEmpty() && leaves.isEmpty() && !erase;
  }
}
