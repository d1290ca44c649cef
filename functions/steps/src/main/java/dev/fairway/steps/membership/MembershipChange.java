package dev.fairway.steps.membership;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.Memberships;
import dev.fairway.model.Memberships.Kind;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lists to and from which the lead goes at once. Each that changes is a fact of its own.
@Singleton
public final class MembershipChange implements DatabaseAction {
  @Override
  public String name() {
    return "membership.change";
  }

  @Override
  public StepResult decide(StepContext step) {
    Memberships before = step.lead().memberships();
    Set<String> remove = new LinkedHashSet<>(step.with().texts("remove"));
    Set<String> add = new LinkedHashSet<>(step.with().texts("add"));
    add.removeAll(remove);
    add.removeIf(list -> before.find(Kind.LISTS, list).isPresent());
    remove.removeIf(list -> before.find(Kind.LISTS, list).isEmpty());
    Map<Memberships.Key, Map<String, Object>> joins = new LinkedHashMap<>();
    List<Memberships.Key> leaves = new ArrayList<>();
    List<StepResult.Fact> facts = new ArrayList<>();
    for (String list : add) {
      joins.put(new Memberships.Key(Kind.LISTS, list), Map.of("since", step.now()));
      facts.add(new StepResult.Fact("list.added", Map.of("list", list)));
    }
    for (String list : remove) {
      leaves.add(new Memberships.Key(Kind.LISTS, list));
      facts.add(new StepResult.Fact("list.removed", Map.of("list", list)));
    }
    return facts.isEmpty()
        ? new StepResult.Skipped("unchanged")
        : new StepResult.Changed(
            new LeadPatch(Map.of(), List.of(), joins, leaves, false), facts);
  }
}
