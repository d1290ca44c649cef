package dev.fairway.steps.integration;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.TenantRecord;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// Changes an object of a declared type, or makes it.
@Singleton
public final class ObjectUpsert implements DatabaseAction {
  static final String CREATED = "object.created";
  static final String CHANGED = "object.changed";

  @Override
  public String name() {
    return "object.upsert";
  }

  @Override
  public StepResult decide(StepContext step) {
    String type = step.with().text("object");
    String key = step.with().text("key").strip();
    return key.isEmpty() || key.length() > TenantRecord.Key.LONGEST
        ? new StepResult.Failed(
            "key must be text of 1 to " + TenantRecord.Key.LONGEST + " characters")
        : of(step, type, key);
  }

  private static StepResult of(StepContext step, String type, String key) {
    TenantRecord before = step.record(TenantRecord.Key.object(type, key));
    TenantRecord after = before.with(step.with().fields("fields"));
    if (before.exists() && after.equals(before)) return new StepResult.Skipped("unchanged");
    return new StepResult.Recorded(
        after,
        new StepResult.Changed(
            LeadPatch.NONE,
            before.exists() ? CHANGED : CREATED,
            Map.of("object", type, "key", key)));
  }
}
