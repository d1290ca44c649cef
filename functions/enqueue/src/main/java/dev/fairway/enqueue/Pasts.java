package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Matched;
import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.campaign.ActiveCampaign;
import dev.fairway.model.campaign.History;
import dev.fairway.ports.Leads.Address;
import dev.fairway.ports.Leads.Question;
import dev.fairway.ports.Leads.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What leads have done by the time of their events. An event itself and those before it in its
/// request count, though they are written when the request is accepted: a redelivery, which finds
/// them written, must come to the same result.
final class Pasts {
  private final List<Matched> matched;
  private final IdentityHashMap<Matched, History.Need> needs = new IdentityHashMap<>();
  private final Map<Integer, History.Need> byRequest = new HashMap<>();
  private final Map<Address, Lead> known = new HashMap<>();

  Pasts(List<Matched> matched) {
    this.matched = matched;
    for (Matched match : matched) {
      History.Need need = need(match);
      if (need.isEmpty()) continue;
      needs.put(match, need);
      byRequest.merge(match.place().request(), need, History.Need::and);
    }
  }

  private static History.Need need(Matched match) {
    History.Need need = History.Need.NONE;
    for (ActiveCampaign active : match.campaigns()) need = need.and(active.past());
    return need;
  }

  /// Rules of its request ask for such events.
  boolean counts(Matched match) {
    History.Need asked = byRequest.get(match.place().request());
    return asked != null
        && match.recorded()
        && asked.types().containsKey(match.place().event().type());
  }

  /// What to ask the databases, once it is known who the leads are; nothing if no rule asks.
  Map<String, Set<Question>> questions(Map<Address, Lead> leads) {
    known.putAll(leads);
    Map<String, Set<Question>> questions = new LinkedHashMap<>();
    needs.forEach((match, need) -> {
      if (known.containsKey(match.address()))
        questions
            .computeIfAbsent(match.place().database(), database -> new LinkedHashSet<>())
            .add(question(match, need));
    });
    return questions;
  }

  private Question question(Matched match, History.Need need) {
    Lead lead = known.get(match.address());
    return new Question(
        match.place().tenant().number(),
        lead == null ? 0 : lead.number(),
        need,
        match.now(),
        match.heard().numbers());
  }

  /// Events that may have come before.
  List<Sent> sent(String database) {
    return matched.stream()
        .filter(match -> match.place().database().equals(database) && counts(match))
        .map(Pasts::sent)
        .distinct()
        .toList();
  }

  private static Sent sent(Matched match) {
    Event event = match.place().event();
    return new Sent(match.place().tenant().number(), event.source(), event.id());
  }

  /// A lead of a request, known or not.
  private record Person(int request, int tenant, Object who) {}

  private Person person(Matched match) {
    Lead lead = known.get(match.address());
    return new Person(
        match.place().request(),
        match.place().tenant().number(),
        lead == null ? match.place().submission().lead().key() : (Object) lead.number());
  }

  /// @param read answers to the questions
  /// @param recorded events that stand in the history already
  IdentityHashMap<Matched, History> histories(Map<Question, History> read, Set<Sent> recorded) {
    IdentityHashMap<Matched, History> histories = new IdentityHashMap<>();
    if (needs.isEmpty()) return histories;
    Map<Person, Map<String, List<History.Done>>> fresh = new HashMap<>();
    Set<Sent> counted = new HashSet<>(recorded);
    for (Matched match : matched) {
      Person person = person(match);
      if (counts(match) && counted.add(sent(match)))
        fresh
            .computeIfAbsent(person, one -> new HashMap<>())
            .computeIfAbsent(match.place().event().type(), type -> new ArrayList<>())
            .add(new History.Done(match.now(), match.place().event().data()));
      History.Need need = needs.get(match);
      if (need == null) continue;
      History before = read.getOrDefault(question(match, need), History.empty(need));
      histories.put(match, before.and(new History(fresh.getOrDefault(person, Map.of()))));
    }
    return histories;
  }
}
