package dev.fairway.model;

import java.util.LinkedHashMap;
import java.util.Map;

/// A lead as read.
///
/// @param number its short form, unique in its lead database
/// @param version grows by one with every change; writers compare it
/// @param fields declared fields; an absent key is an unset field; values as in [Event#data]
public record Lead(
    long number, String id, long version, Map<String, Object> fields, Memberships memberships) {

  /// A member of nothing.
  public Lead(long number, String id, long version, Map<String, Object> fields) {
    this(number, id, version, fields, Memberships.NONE);
  }

  /// The same lead, changed but not stored.
  public Lead after(LeadPatch patch) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    patch.clear().forEach(changed::remove);
    changed.putAll(patch.set());
    return new Lead(number, id, version, changed, memberships.after(patch));
  }
}
