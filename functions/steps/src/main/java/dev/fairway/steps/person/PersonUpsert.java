package dev.fairway.steps.person;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// Changes the lead with this email, or creates it; that may be the task's own.
@Singleton
public final class PersonUpsert implements DatabaseAction {
  static final String TYPE = "person.upserted";

  @Override
  public String name() {
    return "person.upsert";
  }

  @Override
  public StepResult decide(StepContext step) {
    String lookup = step.with().text("lookup");
    LeadPatch fields = step.with().fields("fields");
    if (!(fields.set().get(lookup) instanceof String email))
      return new StepResult.Failed("fields." + lookup + " is empty");
    Map<String, Object> noted = Map.of("lookup", lookup, "value", email);
    return email.equalsIgnoreCase(String.valueOf(step.lead().fields().get(lookup)))
        ? new StepResult.Changed(fields, TYPE, noted)
        : new StepResult.ChangedOther(new LeadRef.ByEmail(email), fields, TYPE, noted);
  }
}
