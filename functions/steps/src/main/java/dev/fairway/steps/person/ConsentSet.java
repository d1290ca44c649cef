package dev.fairway.steps.person;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;

/// The lead consents.
@Singleton
public final class ConsentSet implements DatabaseAction {
  @Override
  public String name() {
    return "consent.set";
  }

  @Override
  public StepResult decide(StepContext step) {
    return Consent.to(step, "granted");
  }
}
