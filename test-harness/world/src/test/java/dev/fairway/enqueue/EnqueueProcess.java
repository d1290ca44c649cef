package dev.fairway.enqueue;

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
import java.time.Duration;
import java.util.List;

/// The function from its intake on, over whatever ports it is given.
public final class EnqueueProcess {
  private final EnqueueConfig config = new OneAtATime();
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
            new Triggers(campaigns, config),
            expressions,
            new Qualifier(leads),
            journal,
            known,
            new PushRoom(queue, generations, nudges, meters),
            new Overflow(buffer, known, nudges, meters, config),
            meters,
            config);
    intake = new Intake(enqueue, config, meters);
  }

  /// Completes with a 202, fails with whatever else.
  public Uni<Void> submit(String tenant, Event event) {
    return Uni.createFrom()
        .deferred(() -> intake.take(List.of(Submission.of(tenant, event, config.depth()))))
        .replaceWithVoid();
  }

  /// One gathering under way, so that what a port is asked tells how far it has come.
  private record OneAtATime() implements EnqueueConfig {
    @Override
    public int eventBytes() {
      return 10_000;
    }

    @Override
    public int batchBytes() {
      return 100_000;
    }

    @Override
    public int batchEvents() {
      return 100;
    }

    @Override
    public int gather() {
      return 3;
    }

    @Override
    public int flights() {
      return 1;
    }

    @Override
    public int backlog() {
      return 1_000;
    }

    @Override
    public Duration retryAfter() {
      return Duration.ofSeconds(1);
    }

    @Override
    public int depth() {
      return 8;
    }

    @Override
    public Duration remembered() {
      return Duration.ofDays(14);
    }

    @Override
    public int cachedTenants() {
      return 10;
    }
  }
}
