package dev.fairway.ports.memory;

import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The lead rows of one lead database.
final class MemoryLeads {
  private record Row(int tenant, Lead lead) {}

  private final Map<Long, Row> rows = new TreeMap<>();
  private long lastNumber;

  Optional<Lead> find(int tenant, LeadRef ref) {
    return switch (ref) {
      case LeadRef.ById(String id) -> byId(tenant, id);
      case LeadRef.ByEmail email ->
          byEmail(tenant, email.key()).or(() -> byId(tenant, email.key()));
    };
  }

  private Optional<Lead> byId(int tenant, String id) {
    return rows.values().stream()
        .filter(row -> row.tenant() == tenant && row.lead().id().equals(id))
        .map(Row::lead)
        .findFirst();
  }

  private Optional<Lead> byEmail(int tenant, String email) {
    return rows.values().stream()
        .filter(row ->
            row.tenant() == tenant
                && row.lead().fields().get("email") instanceof String own
                && own.toLowerCase(Locale.ROOT).equals(email))
        .map(Row::lead)
        .findFirst();
  }

  Optional<Lead> numbered(int tenant, long number) {
    return Optional.ofNullable(rows.get(number))
        .filter(row -> row.tenant() == tenant)
        .map(Row::lead);
  }

  Lead create(int tenant, String id, Map<String, Object> fields) {
    Lead lead = new Lead(++lastNumber, id, 1, fields);
    rows.put(lead.number(), new Row(tenant, lead));
    return lead;
  }

  void createOrChange(int tenant, LeadRef ref, LeadPatch patch) {
    find(tenant, ref)
        .ifPresentOrElse(
            lead -> change(tenant, lead, patch, false),
            () -> create(tenant, ref.key(), Map.copyOf(patch.set())));
  }

  Lead change(int tenant, Lead lead, LeadPatch patch, boolean replace) {
    Map<String, Object> fields = new LinkedHashMap<>(replace ? Map.of() : lead.fields());
    fields.putAll(patch.set());
    patch.clear().forEach(fields::remove);
    Lead changed = new Lead(lead.number(), lead.id(), lead.version() + 1, fields);
    rows.put(lead.number(), new Row(tenant, changed));
    return changed;
  }

  void remove(long number) {
    rows.remove(number);
  }

  List<Lead> list(int tenant, String after, int limit) {
    return rows.values().stream()
        .filter(row -> row.tenant() == tenant && row.lead().id().compareTo(after) > 0)
        .map(Row::lead)
        .sorted(Comparator.comparing(Lead::id))
        .limit(limit)
        .toList();
  }
}
