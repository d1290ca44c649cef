package dev.fairway.ports.memory;

import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Memberships;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// The lead rows of one lead database.
final class MemoryLeads {
  private record Row(int tenant, Lead lead) {}

  /// A lead that is another one now.
  ///
  /// @param email its address, in lower case; empty if it had none
  private record Loser(int tenant, String id, String email, long winner) {}

  /// Told the numbers of leads that change.
  private final LongConsumer changed;

  private final Map<Long, Row> rows = new TreeMap<>();
  private final Map<Long, Loser> losers = new TreeMap<>();
  private long lastNumber;

  MemoryLeads(LongConsumer changed) {
    this.changed = changed;
  }

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
        .findFirst()
        .or(() -> winner(loser -> loser.tenant() == tenant && loser.id().equals(id)));
  }

  private Optional<Lead> byEmail(int tenant, String email) {
    return rows.values().stream()
        .filter(row -> row.tenant() == tenant && address(row.lead()).equals(email))
        .map(Row::lead)
        .findFirst()
        .or(() -> winner(loser -> loser.tenant() == tenant && loser.email().equals(email)));
  }

  private static String address(Lead lead) {
    return lead.fields().get("email") instanceof String own ? own.toLowerCase(Locale.ROOT) : "";
  }

  private Optional<Lead> winner(Predicate<Loser> named) {
    return losers.values().stream()
        .filter(named)
        .findFirst()
        .flatMap(loser -> numbered(loser.tenant(), loser.winner()));
  }

  void merge(int tenant, Lead loser, Lead winner, boolean overwrite) {
    Lead under = overwrite ? winner : loser;
    Lead over = overwrite ? loser : winner;
    Map<String, Object> fields = new LinkedHashMap<>(under.fields());
    fields.putAll(over.fields());
    Memberships memberships = under.memberships().and(over.memberships());
    Lead one = new Lead(winner.number(), winner.id(), winner.version() + 1, fields, memberships);
    rows.put(winner.number(), new Row(tenant, one));
    rows.remove(loser.number());
    losers.replaceAll((number, old) ->
        old.winner() == loser.number()
            ? new Loser(tenant, old.id(), old.email(), winner.number())
            : old);
    losers.put(loser.number(), new Loser(tenant, loser.id(), address(loser), winner.number()));
  }

  Optional<Lead> numbered(int tenant, long number) {
    return Optional.ofNullable(rows.get(number))
        .filter(row -> row.tenant() == tenant)
        .map(Row::lead);
  }

  Lead create(int tenant, String id, Map<String, Object> fields) {
    return create(tenant, id, new LeadPatch(fields, List.of(), false));
  }

  Lead create(int tenant, String id, LeadPatch patch) {
    Memberships memberships = Memberships.NONE.after(patch);
    Lead lead = new Lead(++lastNumber, id, 1, Map.copyOf(patch.set()), memberships);
    rows.put(lead.number(), new Row(tenant, lead));
    return lead;
  }

  void createOrChange(int tenant, LeadRef ref, LeadPatch patch) {
    find(tenant, ref)
        .ifPresentOrElse(
            lead -> change(tenant, lead, patch, false), () -> create(tenant, ref.key(), patch));
  }

  Lead change(int tenant, Lead lead, LeadPatch patch, boolean replace) {
    Map<String, Object> fields = new LinkedHashMap<>(replace ? Map.of() : lead.fields());
    fields.putAll(patch.set());
    patch.clear().forEach(fields::remove);
    Memberships memberships = lead.memberships().after(patch);
    Lead after = new Lead(lead.number(), lead.id(), lead.version() + 1, fields, memberships);
    rows.put(lead.number(), new Row(tenant, after));
    changed.accept(lead.number());
    return after;
  }

  void remove(long number) {
    rows.remove(number);
    losers.values().removeIf(loser -> loser.winner() == number);
  }

  List<Lead> members(int tenant, Memberships.Key of, long after, int limit) {
    return rows.values().stream()
        .filter(row -> row.tenant() == tenant && row.lead().number() > after)
        .map(Row::lead)
        .filter(lead -> lead.memberships().find(of.kind(), of.name()).isPresent())
        .limit(limit)
        .toList();
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
