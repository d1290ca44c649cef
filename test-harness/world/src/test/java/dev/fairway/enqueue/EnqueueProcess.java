package dev.fairway.enqueue;

import dev.fairway.contracts.Configuration;
import dev.fairway.model.Event;
import dev.fairway.model.campaign.Expressions;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Events;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.Tenants;
import dev.fairway.recovery.Generations;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Nudges;
import dev.fairway.runtime.Room;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;

/// The function from its intake on, over whatever ports it is given.
public final class EnqueueProcess {
  /// One gathering under way, so that what a port is asked tells how far it has come.
  private static final EnqueueConfig CONFIG =
      Configuration.of(
          EnqueueConfig.class,
          Map.of(
              "fairway.enqueue.gather", "3",
              "fairway.enqueue.flights", "1",
              "fairway.enqueue.backlog", "1000",
              "fairway.enqueue.cached-tenants", "10"));

  private final Intake intake;

  public EnqueueProcess(
      Tenants tenants,
      Campaigns campaigns,
      Leads leads,
      TaskJournal journal,
      Flows flows,
      FairQueue queue,
      OverflowBuffer buffer,
      Events events,
      Generations generations,
      Expressions expressions) {
    var room = new Room("fairway-enqueue");
    var meters = new Meters(new SimpleMeterRegistry(), room);
    var known = new KnownFlows(flows);
    var nudges = new Nudges(events, meters, room);
    var enqueue =
        new Enqueue(
            tenants,
            new Triggers(campaigns, CONFIG),
            expressions,
            new Qualifier(leads),
            journal,
            known,
            new PushRoom(queue, generations, nudges, meters),
            new Overflow(buffer, known, nudges, meters, CONFIG),
            meters,
            CONFIG);
    intake = new Intake(enqueue, CONFIG, meters);
  }

  /// Completes with a 202, fails with whatever else.
  public Uni<Void> submit(String tenant, Event event) {
    return Uni.createFrom()
        .deferred(() -> intake.take(List.of(Submission.of(tenant, event, CONFIG.depth()))))
        .replaceWithVoid();
  }
}
