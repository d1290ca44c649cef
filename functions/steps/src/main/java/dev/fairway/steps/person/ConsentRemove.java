package dev.fairway.steps.person;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// The lead withdraws its consent, given or not: do not contact.
@Singleton
public final class ConsentRemove implements DatabaseAction {
  @Override
  public String name() {
    return "consent.remove";
  }

  @Override
  public StepResult decide(StepContext step) {
    return Consent.to(step, "withdrawn");
  }
}
