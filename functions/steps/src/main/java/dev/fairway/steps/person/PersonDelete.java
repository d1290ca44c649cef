package dev.fairway.steps.person;

import dev.fairway.model.LeadPatch;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// Delete Lead: its fields and history go, its tasks end, this one too.
@Singleton
public final class PersonDelete implements DatabaseAction {
  @Override
  public String name() {
    return "person.delete";
  }

  @Override
  public StepResult decide(StepContext step) {
    return new StepResult.Changed(
        new LeadPatch(Map.of(), List.of(), true), "person.deleted", Map.of());
  }
}
