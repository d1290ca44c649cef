package dev.fairway.steps.person;

import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.Map;

/// Change Lead Partition.
@Singleton
public final class PersonPartition implements DatabaseAction {
  private static final String PARTITION = "partition";

  @Override
  public String name() {
    return "person.partition";
  }

  @Override
  public StepResult decide(StepContext step) {
    String after = step.with().text(PARTITION);
    Object before = step.lead().fields().get(PARTITION);
    if (after.isEmpty()) return new StepResult.Failed("partition is empty");
    if (after.equals(before)) return new StepResult.Skipped("unchanged");
    Map<String, Object> change =
        before == null
            ? Map.of("newPartition", after)
            : Map.of("oldPartition", before, "newPartition", after);
    return StepResult.set(PARTITION, after, "person.partitionChanged", change);
  }
}
