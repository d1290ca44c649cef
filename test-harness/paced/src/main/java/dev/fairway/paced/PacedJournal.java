package dev.fairway.paced;

import dev.fairway.model.OpenTask;
import dev.fairway.model.StepCommit;
import dev.fairway.ports.TaskJournal;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.List;

/// The journal, with a pause between the two ends of a visit, which has one task.
@Decorator
@Priority(1)
public abstract class PacedJournal implements TaskJournal {
  private final TaskJournal journal;
  private final Holds holds;

  @Inject
  PacedJournal(@Any @Delegate TaskJournal journal, Holds holds) {
    this.journal = journal;
    this.holds = holds;
  }

  @Override
  public Uni<List<Opened>> open(String database, List<TaskKey> tasks) {
    return journal
        .open(database, tasks)
        .call(opened ->
            opened.getFirst() instanceof Opened.Open(OpenTask task)
                ? holds.hold(task)
                : Uni.createFrom().voidItem());
  }

  @Override
  public Uni<Commits> commit(String database, List<StepCommit> commits) {
    return journal.commit(database, commits.stream().map(holds::stamped).toList());
  }
}
