package dev.fairway.steps.person;

import dev.fairway.visit.DataChange;
import dev.fairway.visit.DatabaseAction;
import dev.fairway.visit.StepContext;
import dev.fairway.visit.StepResult;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Adds and removes tags; a tag is there once, in the order in which tags came.
@Singleton
public final class TagsChange implements DatabaseAction {
  private static final String TAGS = "tags";

  @Override
  public String name() {
    return "tags.change";
  }

  @Override
  public StepResult decide(StepContext step) {
    var tags = new LinkedHashSet<Object>();
    if (step.lead().fields().get(TAGS) instanceof List<?> present) tags.addAll(present);
    tags.addAll(step.with().texts("add"));
    step.with().texts("remove").forEach(tags::remove);
    return tags.isEmpty()
        ? DataChange.clear(step, TAGS)
        : DataChange.to(step, TAGS, new ArrayList<>(tags));
  }
}
