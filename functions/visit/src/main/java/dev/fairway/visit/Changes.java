package dev.fairway.visit;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships;
import dev.fairway.model.OpenTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.StepCommit.Activity;
import dev.fairway.model.StepCommit.Outgoing;
import dev.fairway.model.TenantRecord;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Evidence;
import dev.fairway.model.campaign.Scope;
import dev.fairway.ports.Records.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the steps of a visit have done so far: the lead as they have left it, and what is to be
/// committed.
final class Changes {
  private final OpenTask task;
  private final Set<String> triggers;
  private final int maxDepth;

  private boolean company;
  private final RecordBook book;

  private Scope scope;
  private int executed;
  private int stopped;
  private boolean erased;
  private Optional<Evidence> evidence = Optional.empty();
  private final Map<String, Object> set = new LinkedHashMap<>();
  private final Set<String> clear = new LinkedHashSet<>();
  private final Map<Memberships.Key, Map<String, Object>> joins = new LinkedHashMap<>();
  private final Set<Memberships.Key> leaves = new LinkedHashSet<>();
  private final Map<TenantRecord.Key, TenantRecord> records = new LinkedHashMap<>();
  private final List<StepCommit.OtherLead> others = new ArrayList<>();
  private final List<Activity> activities = new ArrayList<>();
  private final List<Outgoing> events = new ArrayList<>();
  private final List<StepCommit.Removal> removes = new ArrayList<>();
  private final List<StepCommit.Entry> entries = new ArrayList<>();

  /// @param triggers types of event that somebody listens to
  /// @param company the campaign reads the lead's company
  /// @param maxDepth campaigns that an event may stand from the outside
  Changes(
      OpenTask task,
      Scope scope,
      boolean company,
      RecordBook book,
      Set<String> triggers,
      int maxDepth) {
    this.task = task;
    this.company = company;
    this.book = book;
    this.scope = withCompany(scope);
    this.triggers = triggers;
    this.maxDepth = maxDepth;
  }

  Scope scope() {
    return scope;
  }

  int executed() {
    return executed;
  }

  /// Effects that would have triggered campaigns, had they not been too deep.
  int stopped() {
    return stopped;
  }

  boolean erased() {
    return erased;
  }

  void waited(Map<String, Object> event) {
    scope = scope.waited(event);
  }

  /// A step has taken effect.
  void passed() {
    executed++;
  }

  void apply(LeadPatch patch) {
    patch.set().keySet().forEach(clear::remove);
    set.putAll(patch.set());
    patch.clear().forEach(set::remove);
    clear.addAll(patch.clear());
    patch.joins().keySet().forEach(leaves::remove);
    joins.putAll(patch.joins());
    patch.leaves().forEach(joins::remove);
    leaves.addAll(patch.leaves());
    erased |= patch.erase();
    scope = withCompany(scope.with(scope.lead().after(patch)));
  }

  /// From now on, steps look at the lead's company.
  void readCompany() {
    company = true;
    scope = withCompany(scope);
  }

  void apply(TenantRecord changed) {
    records.put(changed.key(), changed);
    scope = withCompany(scope);
  }

  /// As the steps so far have left it.
  TenantRecord record(TenantRecord.Key key) {
    TenantRecord changed = records.get(key);
    return changed != null ? changed : book.get(new Address(task.tenant(), key));
  }

  private Scope withCompany(Scope seen) {
    if (!company) return seen;
    return seen.ofCompany(
        TenantRecord.Key.companyOf(seen.lead()).map(key -> record(key).fields()).orElse(Map.of()));
  }

  void enter(StepCommit.Entry entry) {
    entries.add(entry);
  }

  boolean enters() {
    return !entries.isEmpty();
  }

  /// @param campaign empty: all
  void remove(Optional<Integer> campaign) {
    removes.add(new StepCommit.Removal(campaign, scope.campaign()));
  }

  void apply(StepCommit.OtherLead other) {
    others.add(other);
  }

  /// An effect is an event if a campaign listens, or if it was asked for. Its id is the step's:
  /// whoever decides, commits or publishes again says the same.
  void tell(List<StepResult.Fact> facts) {
    String id = task.task() + "-" + (task.progress() + executed);
    for (int i = 0; i < facts.size(); i++) tell(facts.get(i), i == 0 ? id : id + "-" + i);
  }

  private void tell(StepResult.Fact fact, String id) {
    if (!fact.own() && !triggers.contains(fact.type())) return;
    int depth = task.event().depth() + 1;
    if (depth > maxDepth) {
      stopped++;
      return;
    }
    Map<String, Object> data = new LinkedHashMap<>(fact.attributes());
    if (!fact.own()) data.putIfAbsent("reason", scope.campaign());
    events.add(new Outgoing(id, fact.type(), data, depth));
  }

  /// What the choices of the step were made by: its next note tells it.
  void decided(Evidence by) {
    evidence = Optional.of(by);
  }

  /// With the trace that the event came in by, so that one id leads from the request to here.
  void note(Step step, StepResult.Fact fact) {
    Map<String, Object> attributes = new LinkedHashMap<>(fact.attributes());
    evidence.ifPresent(by -> attributes.put(Evidence.KEY, by.write()));
    evidence = Optional.empty();
    task.event().traceparent().ifPresent(trace -> attributes.put("traceparent", trace));
    activities.add(new Activity(fact.type(), step.id(), attributes));
    scope = scope.did(fact.type(), attributes);
  }

  StepCommit commit(StepCommit.Next next) {
    LeadPatch patch =
        new LeadPatch(
            Map.copyOf(set), List.copyOf(clear), Map.copyOf(joins), List.copyOf(leaves), erased);
    return StepCommit.of(
            task,
            patch,
            List.copyOf(others),
            List.copyOf(activities),
            List.copyOf(events),
            executed,
            next)
        .with(List.copyOf(records.values()))
        .removing(List.copyOf(removes))
        .entering(List.copyOf(entries));
  }
}
