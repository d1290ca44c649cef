package dev.fairway.visit;

import dev.fairway.model.StepCommit;
import dev.fairway.model.TenantRecord;
import dev.fairway.ports.Records.Address;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The records that a batch has read, as the visits decided so far leave them.
final class RecordBook {
  private final Map<Address, TenantRecord> known = new HashMap<>();
  private final Set<Address> missing = new LinkedHashSet<>();

  /// Thrown to a visit that asks for a record before it was read: it is decided again afterwards.
  static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Unread(Address address) {
      super(address + " is not read yet", null, false, false);
    }
  }

  TenantRecord get(Address address) {
    TenantRecord record = known.get(address);
    if (record != null) return record;
    missing.add(address);
    throw new Unread(address);
  }

  /// What was asked for in vain.
  List<Address> missing() {
    return List.copyOf(missing);
  }

  /// @param records of [#missing], in that order
  void read(List<TenantRecord> records) {
    int i = 0;
    for (Address address : missing) known.put(address, records.get(i++));
    missing.clear();
  }

  /// Visits after this one decide on what it leaves.
  void decided(StepCommit commit) {
    for (TenantRecord record : commit.records())
      known.put(new Address(commit.tenant(), record.key()), record.stored());
  }
}
