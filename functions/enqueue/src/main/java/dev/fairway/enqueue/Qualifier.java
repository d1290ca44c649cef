package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Matched;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadRef;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.Scope;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Leads.Address;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Filters: who may enter. Leads are read once for all, and only if some filter asks.
@Singleton
class Qualifier {
  private final Leads leads;

  @Inject
  Qualifier(Leads leads) {
    this.leads = leads;
  }

  /// @return the same events, each with the campaigns whose filters its lead passes
  Uni<List<Matched>> passed(List<Matched> matched) {
    Map<String, Set<Address>> wanted = new LinkedHashMap<>();
    for (Matched match : matched)
      if (match.asksForLead())
        wanted
            .computeIfAbsent(match.place().database(), database -> new LinkedHashSet<>())
            .add(address(match));
    return Each.of(wanted, (database, asked) -> read(database, List.copyOf(asked)))
        .map(found -> {
          Map<Address, Lead> known = new HashMap<>();
          found.values().forEach(known::putAll);
          return matched.stream().map(match -> passed(match, known)).toList();
        });
  }

  private Uni<Map<Address, Lead>> read(String database, List<Address> addresses) {
    return leads
        .read(database, addresses)
        .map(found -> {
          Map<Address, Lead> known = new HashMap<>();
          for (int i = 0; i < addresses.size(); i++) {
            Optional<Lead> lead = found.get(i);
            if (lead.isPresent()) known.put(addresses.get(i), lead.get());
          }
          return known;
        });
  }

  private static Matched passed(Matched match, Map<Address, Lead> known) {
    if (!match.asksForLead()) return match;
    Lead lead = known.getOrDefault(address(match), newcomer(match.place().submission().lead()));
    List<ActiveCampaign> passed = new ArrayList<>();
    for (ActiveCampaign active : match.campaigns()) {
      Scope scope =
          Scope.of(
              active.campaign(),
              match.place().event(),
              lead,
              match.place().tenant().settings().zone(),
              match.now());
      if (active.campaign().filters().test(scope)) passed.add(active);
    }
    return new Matched(match.place(), passed, match.heard(), match.now());
  }

  private static Address address(Matched match) {
    return new Address(match.place().tenant().number(), match.place().submission().lead());
  }

  /// What a lead nobody knows yet would be.
  private static Lead newcomer(LeadRef lead) {
    return switch (lead) {
      case LeadRef.ById(String id) -> new Lead(0, id, 0, Map.of());
      case LeadRef.ByEmail(String email) -> new Lead(0, email, 0, Map.of("email", email));
    };
  }
}
