package dev.fairway.enqueue;

import dev.fairway.contracts.Configuration;
import dev.fairway.contracts.NoExpressions;
import dev.fairway.contracts.TenantsContract;
import dev.fairway.model.Event;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadPatch;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Priority;
import dev.fairway.model.Shard;
import dev.fairway.model.StepCommit;
import dev.fairway.model.Tenant;
import dev.fairway.model.campaign.Assets;
import dev.fairway.model.campaign.Campaign;
import dev.fairway.model.campaign.Campaign.Guard;
import dev.fairway.model.campaign.Campaign.OnError;
import dev.fairway.model.campaign.Campaign.Retry;
import dev.fairway.model.campaign.Campaign.Step;
import dev.fairway.model.campaign.Campaign.Trigger;
import dev.fairway.model.campaign.CampaignJson;
import dev.fairway.model.campaign.Declaration;
import dev.fairway.model.campaign.FieldType;
import dev.fairway.model.campaign.Filters;
import dev.fairway.model.campaign.Operator;
import dev.fairway.model.campaign.Qualification;
import dev.fairway.model.campaign.Schedule;
import dev.fairway.model.campaign.Schema;
import dev.fairway.ports.Campaigns;
import dev.fairway.ports.Leads;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.memory.MemoryAudit;
import dev.fairway.ports.memory.MemoryCampaigns;
import dev.fairway.ports.memory.MemoryEvents;
import dev.fairway.ports.memory.MemoryFairQueue;
import dev.fairway.ports.memory.MemoryJournal;
import dev.fairway.ports.memory.MemoryOverflowBuffer;
import dev.fairway.ports.memory.MemoryRuns;
import dev.fairway.ports.memory.MemoryTenants;
import dev.fairway.recovery.Generations;
import dev.fairway.recovery.Rebuild;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Nudges;
import dev.fairway.runtime.Room;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Enqueue with the twins of its stores, and two tenants on one lead database.
final class World {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final String DATABASE = "leads1";
  static final Shard SHARD = new Shard(DATABASE, 0);

  final MemoryJournal journal = new MemoryJournal(START);
  final MemoryTenants tenants = new MemoryTenants();
  final MemoryCampaigns campaigns = new MemoryCampaigns(tenants);
  final MemoryFairQueue queue;
  final MemoryRuns runs;
  final MemoryEvents events = new MemoryEvents();
  final MemoryOverflowBuffer buffer = new MemoryOverflowBuffer();
  final MemoryAudit audit = new MemoryAudit(() -> START);
  final EnqueueConfig config;
  final Enqueue enqueue;
  final Intake intake;
  final ScheduledRuns scheduled;

  /// How often it was asked what leads have done.
  int pastsRead;

  /// The twin, whose readers are counted.
  private final Leads leads =
      (Leads)
          Proxy.newProxyInstance(
              World.class.getClassLoader(),
              new Class<?>[] {Leads.class},
              (self, method, arguments) -> {
                if (method.getName().equals("past")) pastsRead++;
                return method.invoke(journal, arguments);
              });

  World() {
    this(500);
  }

  /// @param gather see [EnqueueConfig#gather]
  World(int gather) {
    config =
        Configuration.of(
            EnqueueConfig.class,
            Map.of(
                "fairway.enqueue.gather", Integer.toString(gather),
                "fairway.enqueue.flights", "1",
                "fairway.enqueue.backlog", "1000",
                "fairway.enqueue.cached-tenants", "10"));
    queue = new MemoryFairQueue(() -> told(journal.now(DATABASE)));
    runs = new MemoryRuns(tenants, campaigns, () -> told(journal.now(DATABASE)));
    var meters = new Meters(new SimpleMeterRegistry(), new Room("fairway-enqueue"));
    var generations = new Generations(journal, new Rebuild(journal, queue, tenants));
    enqueue = enqueue(journal, generations, meters);
    intake = new Intake(enqueue, config, meters);
    scheduled = new ScheduledRuns(runs, tenants, leads, enqueue, intake, config);
    tenant("acme", 100, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
    tenant("umbrella", 100, Tenant.State.ACTIVE, Tenant.UnknownLead.CREATE);
  }

  private Enqueue enqueue(TaskJournal journal, Generations generations, Meters meters) {
    var flows = new KnownFlows(this.journal);
    var nudges = new Nudges(events, meters, new Room("fairway-enqueue"));
    return new Enqueue(
        tenants,
        new Triggers(campaigns, config),
        NoExpressions.ONLY,
        new Qualifier(leads),
        journal,
        flows,
        new PushRoom(queue, generations, nudges, meters),
        new Overflow(buffer, flows, nudges, meters, config),
        meters,
        config);
  }

  Tenant tenant(String name, int window, Tenant.State state, Tenant.UnknownLead unknownLead) {
    return tenant(name, window, TenantsContract.DEFAULTS.maxBuffered(), state, unknownLead);
  }

  Tenant tenant(
      String name,
      int window,
      int maxBuffered,
      Tenant.State state,
      Tenant.UnknownLead unknownLead) {
    return await(
        tenants.put(
            name,
            TenantsContract.DEFAULTS
                .on(DATABASE)
                .holding(window, maxBuffered)
                .with(unknownLead)
                .with(state)));
  }

  int number(String tenant) {
    return await(tenants.named(List.of(tenant))).getFirst().number();
  }

  /// An active campaign that everybody enters with every event of the type.
  void campaign(String tenant, String name, String type) {
    campaign(tenant, name, type, Filters.NONE);
  }

  void campaign(String tenant, String name, String type, Filters filters) {
    campaign(
        tenant, name, new Trigger(type, Optional.empty(), List.of()), Optional.empty(), filters);
  }

  /// An active campaign that runs every day at 09:00.
  ///
  /// @param most see [Schedule#maxMembers]
  /// @return its number
  int daily(String tenant, String name, OptionalInt most, Filters filters) {
    var own = new Guard("event.campaign", List.of(name));
    var schedule =
        new Schedule(new Schedule.Days.Daily(), LocalTime.of(9, 0), Optional.empty(), most);
    campaign(
        tenant,
        name,
        new Trigger(Schema.SCHEDULED, Optional.empty(), List.of(own)),
        Optional.of(schedule),
        filters);
    int number = await(campaigns.named(number(tenant), name)).orElseThrow().number();
    await(runs.plan(number(tenant), number, schedule.next(await(runs.now()), ZoneOffset.UTC)));
    return number;
  }

  private void campaign(
      String tenant, String name, Trigger trigger, Optional<Schedule> schedule, Filters filters) {
    Campaign campaign =
        new Campaign(
            name,
            Optional.empty(),
            List.of(trigger),
            schedule,
            filters,
            new Qualification.Every(),
            Priority.NORMAL,
            OnError.DEAD_LETTER,
            Map.of(),
            Map.of(),
            Assets.NONE,
            List.of(),
            false,
            List.of(
                new Step(
                    "one",
                    "score.change",
                    Map.of("score", "behaviour", "change", "+1"),
                    List.of(),
                    Retry.DEFAULT,
                    Optional.empty(),
                    Map.of())));
    int number = number(tenant);
    await(campaigns.put(number, name, CampaignJson.write(campaign), ""));
    await(campaigns.state(number, name, Campaigns.State.ACTIVE));
  }

  void declare(String tenant, Declaration declaration) {
    await(
        campaigns.putAssets(
            number(tenant),
            List.of(
                new Campaigns.Asset(
                    declaration.kind().label(), declaration.name(), declaration.spec()))));
  }

  static Filters country(String country) {
    return new Filters(
        new Filters.Match.All(),
        List.of(
            new Filters.Rule.OfField("country", FieldType.STRING, Operator.IS, List.of(country))));
  }

  /// At least so many events of the type within a day.
  static Filters did(String type, boolean done, int atLeast) {
    return new Filters(
        new Filters.Match.All(),
        List.of(
            new Filters.Rule.OfActivity(
                type, done, Optional.of(Duration.ofDays(1)), atLeast, List.of())));
  }

  void lead(String tenant, String id, Map<String, Object> fields) {
    await(
        journal.upsert(
            DATABASE,
            number(tenant),
            List.of(new Leads.Upsert(id, new LeadPatch(fields, List.of(), false), false))));
  }

  Optional<Lead> lead(String tenant, String id) {
    var address = new Leads.Address(number(tenant), new LeadRef.ById(id));
    return await(journal.read(DATABASE, List.of(address))).getFirst();
  }

  Submission submission(String tenant, Event event) {
    return Submission.of(tenant, event, config.depth());
  }

  List<Answer> take(Submission... request) {
    return await(intake.take(List.of(request)));
  }

  static Event event(String id, String lead) {
    return event(id, lead, Map.of("n", 1L));
  }

  static Event event(String id, String lead, Map<String, Object> data) {
    return new Event(
        "/web",
        id,
        "person.formFilled",
        Optional.of(lead),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        data);
  }

  /// The same of another type.
  static Event of(String type, Event event) {
    return new Event(
        event.source(),
        event.id(),
        type,
        event.subject(),
        event.time(),
        event.expiry(),
        event.depth(),
        event.traceparent(),
        event.extensions(),
        event.data());
  }

  /// As a visit tells what it did.
  static Event effect(String id, String lead) {
    Event event = event(id, lead);
    return new Event(
        StepCommit.Outgoing.SOURCE,
        id,
        event.type(),
        event.subject(),
        Optional.empty(),
        Optional.empty(),
        1,
        Optional.empty(),
        Map.of(),
        event.data());
  }

  static Event timed(String id, Optional<Instant> time, Optional<Instant> expiry) {
    Event event = event(id, "l1");
    return new Event(
        event.source(),
        id,
        event.type(),
        event.subject(),
        time,
        expiry,
        0,
        Optional.empty(),
        Map.of(),
        event.data());
  }

  /// The twins answer at once: asking them must not block where blocking is forbidden.
  private static Instant told(Uni<Instant> now) {
    return now.subscribe().asCompletionStage().getNow(START);
  }

  static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }
}
