package dev.fairway.model;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a lead is a member of.
///
/// @param entries kind -> name -> attributes, with values as in [Event#data]; no kind is empty
public record Memberships(Map<String, Map<String, Map<String, Object>>> entries) {
  public static final Memberships NONE = new Memberships(Map.of());

  /// Entries of one kind that a lead may have: every visit reads them all.
  public static final int MOST = 1_000;

  public enum Kind {
    LISTS,
    PROGRAMS,
    STAGES,
    SEGMENTS,
    FIELDSETS,
    ACCOUNTS,
    CONSENTS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /// As it stands in rows.
    public String label() {
      return label;
    }

    /// @throws IllegalArgumentException if there is none of that label
    public static Kind of(String label) {
      for (Kind kind : values()) if (kind.label.equals(label)) return kind;
      throw new IllegalArgumentException("no kind of membership " + label);
    }
  }

  /// Names one entry.
  public record Key(Kind kind, String name) {
    /// As it stands in rows: `lists/vip`.
    @Override
    public String toString() {
      return kind.label() + "/" + name;
    }
  }

  /// Of a row.
  ///
  /// @throws IllegalArgumentException if it is not of two levels
  public static Memberships of(Map<String, Object> row) {
    if (row.isEmpty()) return NONE;
    Map<String, Map<String, Map<String, Object>>> entries = new TreeMap<>();
    row.forEach((kind, names) -> {
      Map<String, Map<String, Object>> inner = new TreeMap<>();
      object(names).forEach((name, attributes) -> inner.put(name, object(attributes)));
      entries.put(kind, inner);
    });
    return new Memberships(entries);
  }

  private static Map<String, Object> object(Object value) {
    if (!(value instanceof Map<?, ?> map))
      throw new IllegalArgumentException("memberships: no object but " + value.getClass());
    Map<String, Object> typed = new TreeMap<>();
    map.forEach((key, inner) -> typed.put(String.valueOf(key), inner));
    return typed;
  }

  /// Attributes of an entry, if it is there.
  public Optional<Map<String, Object>> find(Kind kind, String name) {
    return Optional.ofNullable(named(kind).get(name));
  }

  private Map<String, Map<String, Object>> named(Kind kind) {
    return entries.getOrDefault(kind.label(), Map.of());
  }

  /// Both; where both have an entry, the other's.
  public Memberships and(Memberships other) {
    Map<String, Map<String, Map<String, Object>>> both = new TreeMap<>();
    entries.forEach((kind, names) -> both.put(kind, new TreeMap<>(names)));
    other.entries.forEach(
        (kind, names) -> both.computeIfAbsent(kind, it -> new TreeMap<>()).putAll(names));
    return new Memberships(both);
  }

  public Memberships after(LeadPatch patch) {
    if (patch.joins().isEmpty() && patch.leaves().isEmpty()) return this;
    Map<String, Map<String, Map<String, Object>>> after = new TreeMap<>();
    entries.forEach((kind, names) -> after.put(kind, new TreeMap<>(names)));
    patch
        .joins()
        .forEach((key, attributes) ->
            after
                .computeIfAbsent(key.kind().label(), kind -> new TreeMap<>())
                .put(key.name(), attributes));
    for (Key key : patch.leaves())
      after.computeIfPresent(
          key.kind().label(),
          (kind, names) -> {
            names.remove(key.name());
            return names.isEmpty() ? null : names;
          });
    return new Memberships(after);
  }

  /// A kind of which there would be more than [#MOST]. One that has more already may change.
  public Optional<Kind> overfilledBy(LeadPatch patch) {
    Memberships after = after(patch);
    return patch.joins().keySet().stream()
        .map(Key::kind)
        .filter(kind -> after.named(kind).size() > Math.max(MOST, named(kind).size()))
        .findFirst();
  }
}
