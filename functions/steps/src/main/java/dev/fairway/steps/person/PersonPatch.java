package dev.fairway.steps.person;

import dev.fairway.model.LeadPatch;
import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Several fields at once, as a JSON merge patch says it. Each that changes is a fact of its own.
@Singleton
public final class PersonPatch implements DatabaseAction {
  @Override
  public String name() {
    return "person.patch";
  }

  @Override
  public StepResult decide(StepContext step) {
    LeadPatch given = step.with().fields("fields");
    Map<String, Object> before = step.lead().fields();
    Map<String, Object> set = new TreeMap<>(given.set());
    set.entrySet().removeAll(before.entrySet());
    List<String> clear = given.clear().stream().filter(before::containsKey).sorted().toList();
    List<StepResult.Fact> facts = new ArrayList<>();
    set.forEach((field, after) -> facts.add(DataChange.fact(field, before.get(field), after)));
    for (String field : clear) facts.add(DataChange.fact(field, before.get(field), null));
    return facts.isEmpty()
        ? new StepResult.Skipped("unchanged")
        : new StepResult.Changed(new LeadPatch(set, clear, false), facts);
  }
}
