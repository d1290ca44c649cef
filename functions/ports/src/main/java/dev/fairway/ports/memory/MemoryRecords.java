package dev.fairway.ports.memory;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TenantRecord;
import dev.fairway.ports.Records.Address;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The records of one lead database.
final class MemoryRecords {
  private final Map<Address, TenantRecord> rows = new HashMap<>();

  TenantRecord read(Address address) {
    return rows.getOrDefault(address, TenantRecord.none(address.key()));
  }

  List<TenantRecord> list(int tenant, String type, String after, int limit) {
    return rows.entrySet().stream()
        .filter(row -> row.getKey().tenant() == tenant)
        .map(Map.Entry::getValue)
        .filter(row -> row.key().type().equals(type) && row.key().key().compareTo(after) > 0)
        .sorted(Comparator.comparing(row -> row.key().key()))
        .limit(limit)
        .toList();
  }

  TenantRecord upsert(Address address, LeadPatch patch, boolean replace) {
    TenantRecord before = read(address);
    TenantRecord base =
        replace ? new TenantRecord(before.key(), before.version(), Map.of()) : before;
    TenantRecord after = base.with(patch).stored();
    rows.put(address, after);
    return after;
  }

  boolean delete(Address address) {
    return rows.remove(address) != null;
  }

  /// @param versions as the commits before it leave them; it adds its own if they are current
  boolean current(StepCommit commit, Map<Address, Long> versions) {
    for (TenantRecord record : commit.records()) {
      Address address = new Address(commit.tenant(), record.key());
      long known = versions.computeIfAbsent(address, missing -> read(missing).version());
      if (known != record.version()) return false;
    }
    for (TenantRecord record : commit.records())
      versions.merge(new Address(commit.tenant(), record.key()), 1L, Long::sum);
    return true;
  }

  void apply(StepCommit commit) {
    for (TenantRecord record : commit.records())
      rows.put(new Address(commit.tenant(), record.key()), record.stored());
  }
}
