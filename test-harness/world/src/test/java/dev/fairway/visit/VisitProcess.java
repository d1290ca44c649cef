package dev.fairway.visit;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Events;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Records;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tenants;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Room;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/// Visits over whatever ports they are given, with one action for each of two families.
public final class VisitProcess {
  /// Actions of these families.
  public static final String SCORING = "score.change";

  public static final String PERSON = "person.set";

  private final Visits visits;

  public VisitProcess(
      TaskJournal journal,
      Leads leads,
      Records records,
      Campaigns campaigns,
      Tenants tenants,
      Events events,
      Expressions expressions) {
    var meters = new Meters(new SimpleMeterRegistry(), new Room("fairway-action-scoring"));
    visits =
        new Visits(
            journal,
            leads,
            records,
            new Definitions(campaigns, tenants),
            Map.of(SCORING, new Note(SCORING), PERSON, new Note(PERSON)),
            expressions,
            new Effects(journal, events, meters, 8));
  }

  public Uni<Completion> execute(ActionRequest request) {
    return visits.execute(request);
  }

  /// Leaves the lead as it is, so that nothing but its task can tell that it was done.
  private record Note(String name) implements DatabaseAction {
    @Override
    public StepResult decide(StepContext step) {
      return new StepResult.Changed(LeadPatch.NONE, "noted", Map.of());
    }
  }
}
