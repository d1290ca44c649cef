package dev.fairway.enqueue;

import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Schedule;
import dev.fairway.model.campaign.Schema;
import dev.fairway.ports.Leads;
import dev.fairway.ports.Runs;
import dev.fairway.ports.Runs.Held;
import dev.fairway.ports.Runs.Run;
import dev.fairway.ports.Runs.State;
import dev.fairway.ports.Tenants;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/// Works on runs of campaigns that have a schedule: hold one, take a page of leads, submit an event
/// for each, save how far it came. The events enter like all others; those whose lead does not pass
/// the filters leave no trace.
@Singleton
public class ScheduledRuns {
  private static final Logger LOG = Logger.getLogger(ScheduledRuns.class);
  private static final String SOURCE = "/fairway/schedule";

  /// How long a holder may be silent: a page takes less.
  static final Duration LEASE = Duration.ofMinutes(1);

  private final Runs runs;
  private final Tenants tenants;
  private final Leads leads;
  private final Enqueue enqueue;
  private final Intake intake;
  private final EnqueueConfig config;

  @Inject
  ScheduledRuns(
      Runs runs,
      Tenants tenants,
      Leads leads,
      Enqueue enqueue,
      Intake intake,
      EnqueueConfig config) {
    this.runs = runs;
    this.tenants = tenants;
    this.leads = leads;
    this.enqueue = enqueue;
    this.intake = intake;
    this.config = config;
  }

  /// Works for so long, a page of each run in turn.
  ///
  /// @return false if nothing is left that could go on now
  Uni<Boolean> turn(Duration budget) {
    long end = System.nanoTime() + budget.toNanos();
    return runs.hold(LEASE)
        .chain(held ->
            held.isEmpty()
                ? Uni.createFrom().item(false)
                : page(held.get())
                    .chain(() -> {
                      Duration left = Duration.ofNanos(end - System.nanoTime());
                      return left.isPositive() ? turn(left) : runs.pending();
                    }));
  }

  private Uni<Void> page(Held held) {
    return tenants
        .numbered(List.of(held.tenant()))
        .chain(found -> {
          Tenant tenant = found.getFirst();
          Optional<Schedule> schedule =
              held.definition().flatMap(definition -> CampaignJson.read(definition).schedule());
          if (schedule.isEmpty())
            return ended(
                held, State.STOPPED, "the campaign takes nobody in by a schedule any more", tenant);
          return held.run().state() == State.COUNTING && schedule.get().maxMembers().isEmpty()
              ? saved(held, begun(held.run()))
              : leads
                  .list(
                      tenant.settings().database(),
                      tenant.number(),
                      Optional.of(held.run().after()),
                      config.gather())
                  .chain(page -> page(held, tenant, schedule.get().maxMembers(), page));
        });
  }

  private Uni<Void> page(Held held, Tenant tenant, OptionalInt most, List<Lead> page) {
    if (page.isEmpty())
      return held.run().state() == State.COUNTING
          ? saved(held, begun(held.run()))
          : ended(held, State.DONE, "", tenant);
    List<Submission> events =
        page.stream()
            .map(lead -> Submission.of(tenant.name(), event(held, lead), config.depth()))
            .toList();
    Uni<Integer> members =
        held.run().state() == State.COUNTING
            ? enqueue.passing(events)
            : intake.take(events).map(ScheduledRuns::entered);
    return members
        .map(more -> after(held.run(), page.getLast(), more))
        .chain(run ->
            run.state() == State.COUNTING && run.members() > most.orElse(Integer.MAX_VALUE)
                ? ended(
                    new Held(
                        held.tenant(),
                        held.campaign(),
                        held.name(),
                        held.definition(),
                        run,
                        held.holder()),
                    State.ABORTED,
                    "more leads pass its filters than maxMembers: " + most.getAsInt(),
                    tenant)
                : saved(held, run))
        .onFailure(Refusal.class)
        .recoverWithUni(refusal -> later(held, (Refusal) refusal));
  }

  /// The same for each page of the run, however often it is submitted: what is sent again is known.
  private static Event event(Held held, Lead lead) {
    return new Event(
        SOURCE,
        held.campaign() + "/" + held.run().due() + "/" + lead.number(),
        Schema.SCHEDULED,
        Optional.of(lead.id()),
        Optional.of(held.run().started()),
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        Map.of("campaign", held.name(), "run", held.run().due().toString()));
  }

  /// A page that was taken before its end was saved comes as duplicates.
  private static int entered(List<Answer> answers) {
    return (int)
        answers.stream()
            .flatMap(answer -> answer.tasks().stream())
            .filter(task -> List.of("accepted", "buffered", "duplicate").contains(task.state()))
            .count();
  }

  private static Run begun(Run run) {
    return new Run(
        run.due(), run.started(), Optional.empty(), State.ENTERING, "", 0, Optional.empty());
  }

  private static Run after(Run run, Lead last, int more) {
    return new Run(
        run.due(),
        run.started(),
        Optional.empty(),
        run.state(),
        last.id(),
        run.members() + more,
        Optional.empty());
  }

  private Uni<Void> saved(Held held, Run run) {
    return runs.save(held, run, Optional.empty(), Duration.ZERO).replaceWithVoid();
  }

  /// No room, or a store is away: the page stays where it is, and others go on meanwhile.
  private Uni<Void> later(Held held, Refusal refusal) {
    line(held, "refused").with("reason", refusal.type()).to(LOG, Logger.Level.INFO);
    return runs.save(held, held.run(), Optional.empty(), LEASE).replaceWithVoid();
  }

  /// The next is planned from now on: what was missed is not made up for.
  private Uni<Void> ended(Held held, State state, String reason, Tenant tenant) {
    line(held, state.name())
        .with("members", held.run().members())
        .with("reason", reason)
        .to(LOG, Logger.Level.INFO);
    return runs.now()
        .chain(now ->
            runs.save(held, ended(held.run(), now, state, reason), next(held, now, tenant), LEASE))
        .replaceWithVoid();
  }

  private static Optional<Instant> next(Held held, Instant now, Tenant tenant) {
    return held.definition()
        .flatMap(definition -> CampaignJson.read(definition).schedule())
        .map(schedule -> schedule.next(now, tenant.settings().zone()));
  }

  private static Run ended(Run run, Instant now, State state, String reason) {
    return new Run(
        run.due(),
        run.started(),
        Optional.of(now),
        state,
        run.after(),
        run.members(),
        Optional.of(reason).filter(text -> !text.isEmpty()));
  }

  private static LogLine line(Held held, String what) {
    return new LogLine("enqueue", "run")
        .with("tenant", held.tenant())
        .with("campaign", held.name())
        .with("due", held.run().due())
        .with("state", what);
  }
}
