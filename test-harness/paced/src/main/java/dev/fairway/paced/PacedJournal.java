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

/// The journal, with a pause between a visit's two ends.
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
    return journal.open(database, tasks).call(opened -> holds.hold(open(opened)));
  }

  private static List<OpenTask> open(List<Opened> opened) {
    return opened.stream()
        .filter(Opened.Open.class::isInstance)
        .map(one -> ((Opened.Open) one).task())
        .toList();
  }

  @Override
  public Uni<Commits> commit(String database, List<StepCommit> commits) {
    return journal.commit(database, commits.stream().map(holds::stamped).toList());
  }
}
