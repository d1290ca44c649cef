package dev.fairway.visit.control;

import dev.fairway.model.LeadPatch;
import dev.fairway.model.TenantRecord;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Lets so many leads pass in a period. The record keeps when the period that takes leads `begins`,
/// and how many slots of it are `taken`; a lead takes the next slot and waits until then.
@Singleton
public final class Rate implements DatabaseAction {
  @Override
  public String name() {
    return "rate";
  }

  @Override
  public StepResult decide(StepContext step) {
    long count = step.with().integer("count").orElseThrow();
    Duration per = step.with().duration("per");
    if (!per.isPositive()) return new StepResult.Failed("per must be longer than nothing");
    TenantRecord slots =
        step.record(TenantRecord.Key.rate(step.scope().campaign(), step.step().id()));
    Instant now = step.scope().now();
    Instant begins =
        slots.exists() ? Instant.parse(String.valueOf(slots.fields().get("begins"))) : now;
    long taken = slots.fields().get("taken") instanceof Number number ? number.longValue() : 0;
    if (!begins.plus(per).isAfter(now)) {
      begins = now;
      taken = 0;
    } else if (taken >= count) {
      begins = begins.plus(per);
      taken = 0;
    }
    LeadPatch slot =
        new LeadPatch(Map.of("begins", begins.toString(), "taken", taken + 1), List.of(), false);
    return new StepResult.Recorded(slots.with(slot), new StepResult.Waiting(begins));
  }
}
