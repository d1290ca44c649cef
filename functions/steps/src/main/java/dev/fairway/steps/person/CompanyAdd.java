package dev.fairway.steps.person;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.TenantRecord;
import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says which company the lead is of, and makes it if nobody has yet.
@Singleton
public final class CompanyAdd implements DatabaseAction {
  static final String CREATED = "company.created";

  @Override
  public String name() {
    return "company.add";
  }

  @Override
  public StepResult decide(StepContext step) {
    String name = step.with().text("company").strip();
    Optional<TenantRecord.Key> key = TenantRecord.Key.company(name);
    if (key.isEmpty())
      return new StepResult.Failed(
          "company must be text of 1 to " + TenantRecord.Key.LONGEST + " characters");
    return of(step, name, step.record(key.get()));
  }

  private static StepResult of(StepContext step, String name, TenantRecord company) {
    Object before = step.lead().fields().get("company");
    LeadPatch patch = LeadPatch.NONE;
    List<StepResult.Fact> facts = new ArrayList<>();
    if (!name.equals(before)) {
      patch = new LeadPatch(Map.of("company", name), List.of(), false);
      facts.add(DataChange.fact("company", before, name));
    }
    if (!company.exists())
      facts.add(new StepResult.Fact(CREATED, Map.of("company", company.key().key())));
    if (facts.isEmpty()) return new StepResult.Skipped("unchanged");
    StepResult changed = new StepResult.Changed(patch, facts);
    return company.exists()
        ? changed
        : new StepResult.Recorded(company.with("name", name), changed);
  }
}
