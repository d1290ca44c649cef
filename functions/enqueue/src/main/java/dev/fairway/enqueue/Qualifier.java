package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Matched;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadRef;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.History;
import dev.fairway.model.campaign.Scope;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Leads.Address;
import dev.fairway.ports.Leads.Question;
import dev.fairway.ports.Leads.Sent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Filters: who may enter. Leads are read once for all, and only if some filter asks; so is what
/// they have done.
@Singleton
class Qualifier {
  private final Leads leads;

  @Inject
  Qualifier(Leads leads) {
    this.leads = leads;
  }

  /// @return the same events, each with the campaigns whose filters its lead passes
  Uni<List<Matched>> passed(List<Matched> matched) {
    Pasts pasts = new Pasts(matched);
    Map<String, Set<Address>> wanted = new LinkedHashMap<>();
    for (Matched match : matched)
      if (match.asksForLead() || pasts.counts(match))
        wanted
            .computeIfAbsent(match.place().database(), database -> new LinkedHashSet<>())
            .add(match.address());
    return Each.of(wanted, (database, asked) -> read(database, List.copyOf(asked)))
        .chain(found -> {
          Map<Address, Lead> known = new HashMap<>();
          found.values().forEach(known::putAll);
          return past(pasts, known)
              .map(histories ->
                  matched.stream()
                      .map(match ->
                          passed(match, known, histories.getOrDefault(match, History.NONE)))
                      .toList());
        });
  }

  private Uni<IdentityHashMap<Matched, History>> past(Pasts pasts, Map<Address, Lead> known) {
    return Each.of(
            pasts.questions(known),
            (database, asked) -> past(database, List.copyOf(asked), pasts.sent(database)))
        .map(answers -> {
          Map<Question, History> read = new HashMap<>();
          Set<Sent> recorded = new HashSet<>();
          for (Answer answer : answers.values()) {
            read.putAll(answer.histories());
            recorded.addAll(answer.recorded());
          }
          return pasts.histories(read, recorded);
        });
  }

  private record Answer(Map<Question, History> histories, Set<Sent> recorded) {}

  private Uni<Answer> past(String database, List<Question> asked, List<Sent> sent) {
    return leads
        .past(database, asked, sent)
        .map(past -> {
          Map<Question, History> histories = new HashMap<>();
          for (int i = 0; i < asked.size(); i++)
            histories.put(asked.get(i), past.histories().get(i));
          return new Answer(histories, past.recorded());
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

  private static Matched passed(Matched match, Map<Address, Lead> known, History history) {
    if (!match.asksForLead()) return match;
    Lead lead = known.getOrDefault(match.address(), newcomer(match.place().submission().lead()));
    List<ActiveCampaign> passed = new ArrayList<>();
    for (ActiveCampaign active : match.campaigns()) {
      Scope scope =
          Scope.of(
                  active.campaign(),
                  match.place().event(),
                  lead,
                  match.place().tenant().name(),
                  match.place().tenant().settings().zone(),
                  match.now())
              .with(history);
      if (active.campaign().filters().test(scope)) passed.add(active);
    }
    return new Matched(match.place(), passed, match.heard(), match.now());
  }

  /// What a lead nobody knows yet would be.
  private static Lead newcomer(LeadRef lead) {
    return switch (lead) {
      case LeadRef.ById(String id) -> new Lead(0, id, 0, Map.of());
      case LeadRef.ByEmail(String email) -> new Lead(0, email, 0, Map.of("email", email));
    };
  }
}
