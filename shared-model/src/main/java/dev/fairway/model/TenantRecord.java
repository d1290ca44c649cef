package dev.fairway.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What belongs to the tenant and not to one lead: a company, an object of a declared type, whose
/// turn it is in a pool, the next free slot of a rate.
///
/// @param version grows by one with every change; 0: there is none
/// @param fields an absent key is an unset field; values as in [Event#data]
public record TenantRecord(Key key, long version, Map<String, Object> fields) {

  /// @param type one of those below, or [#object]
  public record Key(String type, String key) {
    /// Characters; a longer text names no record.
    public static final int LONGEST = 255;

    public static final String COMPANY = "company";
    private static final String OBJECT = "object/";

    /// @return empty if that names no company
    public static Optional<Key> company(String name) {
      String key = name.strip().toLowerCase(Locale.ROOT);
      return key.isEmpty() || key.length() > LONGEST
          ? Optional.empty()
          : Optional.of(new Key(COMPANY, key));
    }

    /// That of a lead, by its field `company`.
    public static Optional<Key> companyOf(Lead lead) {
      return Optional.ofNullable(lead.fields().get(COMPANY))
          .map(Object::toString)
          .flatMap(Key::company);
    }

    public static Key object(String type, String key) {
      return new Key(typeOf(type), key);
    }

    /// The type of records that are objects of a declared type.
    public static String typeOf(String objectType) {
      return OBJECT + objectType;
    }

    public static Key pool(String name) {
      return new Key("pool", name);
    }

    public static Key rate(String campaign, String step) {
      return new Key("rate", campaign + "/" + step);
    }
  }

  public static TenantRecord none(Key key) {
    return new TenantRecord(key, 0, Map.of());
  }

  public boolean exists() {
    return version > 0;
  }

  /// The same with one more field set. A decision: whoever stores it compares the version.
  public TenantRecord with(String field, Object value) {
    return with(new LeadPatch(Map.of(field, value), List.of(), false));
  }

  /// The same after a change of its fields.
  public TenantRecord with(LeadPatch patch) {
    Map<String, Object> after = new LinkedHashMap<>(fields);
    after.putAll(patch.set());
    patch.clear().forEach(after::remove);
    return new TenantRecord(key, version, after);
  }

  /// As it stands once stored.
  public TenantRecord stored() {
    return new TenantRecord(key, version + 1, fields);
  }
}
