package dev.fairway.world.flow;

import dev.fairway.amqp.BufferProcess;
import dev.fairway.contracts.NoExpressions;
import dev.fairway.contracts.flow.Action;
import dev.fairway.dispatch.PullProcess;
import dev.fairway.enqueue.EnqueueProcess;
import dev.fairway.model.Completion;
import dev.fairway.model.Event;
import dev.fairway.model.Family;
import dev.fairway.model.Lead;
import dev.fairway.model.LeadRef;
import dev.fairway.model.Pool;
import dev.fairway.model.Shard;
import dev.fairway.model.TaskId;
import dev.fairway.model.Tenant;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.Events;
import dev.fairway.ports.FairQueue;
import dev.fairway.ports.FairQueue.Limits;
import dev.fairway.ports.FairQueue.TenantStats;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Leads;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.ports.TaskJournal;
import dev.fairway.ports.memory.MemoryEvents;
import dev.fairway.ports.memory.MemoryFairQueue;
import dev.fairway.recovery.Generations;
import dev.fairway.recovery.Rebuild;
import dev.fairway.recovery.Stragglers;
import dev.fairway.recovery.Sweep;
import dev.fairway.visit.VisitProcess;
import dev.fairway.world.flow.Occurrence.Answered;
import dev.fairway.world.flow.Occurrence.Ended;
import dev.fairway.world.flow.Occurrence.Running;
import dev.fairway.world.flow.Occurrence.Submitted;
import dev.fairway.world.flow.Occurrence.TookEffect;
import dev.fairway.world.flow.Stage.Actor;
import dev.fairway.world.flow.Stage.Call;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A tenant, its senders and the processes that serve it: the engine's own code on real stores,
/// with every call on a port held by the [Stage]. The fair queue is the twin, so that its time
/// stands still and it forgets when told to; what it says is a hint anyway.
final class Scene implements AutoCloseable {
  private static final String SOURCE = "/walk";
  private static final Shard SHARD = new Shard(Rig.DATABASE, 0);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Limits LIMITS =
      new Limits(List.of(Family.PERSON, Family.SCORING), 4, 2, LEASE, 100);

  /// After so many turns without a fault everything must have ended.
  private static final int TURNS = 120;

  private static final int CALLS_A_TURN = 6;

  /// @param window tasks in the fair queue
  /// @param quota tasks in flight
  record Size(int enqueuers, int pullers, int runners, int window, int quota) {}

  /// An event and what its sender knows of it.
  static final class Sending {
    final String id;
    final String lead;
    final List<Actor> asked = new ArrayList<>();
    boolean submitted;
    boolean answered;

    Sending(String id, String lead) {
      this.id = id;
      this.lead = lead;
    }
  }

  final class Enqueuer {
    final Actor actor;
    private final EnqueueProcess process;

    Enqueuer(String name) {
      actor = new Actor(name, Action.By.ENQUEUE);
      process =
          new EnqueueProcess(
              rig.tenants,
              rig.campaigns,
              stage.port(actor, Leads.class, () -> rig.leads),
              journal(actor),
              flows(actor),
              queue(actor),
              stage.port(actor, OverflowBuffer.class, sending::port),
              hints,
              generations(),
              NoExpressions.ONLY);
    }
  }

  /// Goes round and round.
  abstract class Looper {
    final Actor actor;
    private boolean running;

    Looper(String name, Action.By by) {
      actor = new Actor(name, by);
    }

    abstract Uni<?> round();

    void start() {
      if (running || actor.dead) return;
      running = true;
      Uni.createFrom()
          .deferred(this::round)
          .subscribe()
          .with(
              done -> running = false,
              failure -> {
                stage.say(actor.name + " fails\t" + failure);
                running = false;
              });
    }
  }

  final class Puller extends Looper {
    private final BufferProcess buffer = rig.buffer();
    private final PullProcess process;

    Puller(String name) {
      super(name, Action.By.PULLER);
      process =
          new PullProcess(
              queue(actor),
              journal(actor),
              flows(actor),
              stage.port(actor, OverflowBuffer.class, buffer::port),
              rig.tenants,
              generations());
    }

    @Override
    Uni<?> round() {
      return process.look(SHARD);
    }

    /// What it held is in its old place when this returns.
    void tear() {
      buffer.tear();
      actor.held.clear();
      int others = actors().stream().mapToInt(other -> other.held.size()).sum();
      until(() -> rig.broker.consumers(bufferName) <= others);
      if (others == 0) until(() -> rig.broker.givenOut(bufferName) == 0);
    }
  }

  /// A dispatcher and a function in one: leases, visits, settles.
  final class Runner extends Looper {
    private final Generations generations = generations();
    private final FairQueue queue;
    private final VisitProcess visits;

    Runner(String name) {
      super(name, Action.By.ENGINE);
      queue = queue(actor);
      visits =
          new VisitProcess(
              journal(actor),
              rig.leads,
              rig.records,
              rig.campaigns,
              rig.tenants,
              hints,
              NoExpressions.ONLY);
    }

    @Override
    Uni<?> round() {
      return generations
          .with(SHARD, generation -> queue.lease(SHARD, generation, Pool.DB, LIMITS))
          .invoke(Scene.this::quotaSeen)
          .chain(turn ->
              Multi.createFrom()
                  .iterable(turn.requests())
                  .onItem()
                  .transformToUniAndConcatenate(request ->
                      generations
                          .with(SHARD, generation -> queue.sent(request, generation))
                          .chain(() -> visits.execute(request))
                          .chain(this::settle))
                  .collect()
                  .asList());
    }

    private Uni<?> settle(Completion done) {
      return generations.with(SHARD, generation -> queue.settle(done, generation));
    }
  }

  final class Sweeper extends Looper {
    private final BufferProcess buffer = rig.buffer();
    private final Sweep sweep;
    private final Stragglers stragglers;

    Sweeper() {
      super("S", Action.By.ENGINE);
      sweep = new Sweep(journal(actor), queue(actor), hints, rig.tenants, generations());
      stragglers =
          new Stragglers(flows(actor), stage.port(actor, OverflowBuffer.class, buffer::port));
    }

    @Override
    Uni<?> round() {
      return sweep.slice(SHARD, Duration.ZERO).chain(() -> stragglers.pulls(SHARD.database()));
    }
  }

  final Rig rig;
  final Size size;
  final Chronicle chronicle = new Chronicle();
  final Stage stage = new Stage(chronicle);
  private final Events hints = new MemoryEvents(); // all of them are lost
  private final BufferProcess sending;
  private final Tenant tenant;
  private final String bufferName;
  private Instant now;
  private MemoryFairQueue queue;
  final List<Sending> sendings = new ArrayList<>();
  final List<Enqueuer> enqueuers = new ArrayList<>();
  final List<Puller> pullers = new ArrayList<>();
  final List<Runner> runners = new ArrayList<>();
  final Sweeper sweeper;

  Scene(Rig rig, String name, Size size) {
    this.rig = rig;
    this.size = size;
    sending = rig.buffer();
    now = Stage.done(rig.journal.now(SHARD.database()));
    queue = new MemoryFairQueue(() -> now);
    tenant = rig.tenant(name, size.window(), size.quota());
    bufferName = Rig.queue(tenant.number());
    for (int i = 1; i <= size.enqueuers(); i++) enqueuers.add(new Enqueuer("E" + i));
    for (int i = 1; i <= size.pullers(); i++) pullers.add(new Puller("P" + i));
    for (int i = 1; i <= size.runners(); i++) runners.add(new Runner("R" + i));
    sweeper = new Sweeper();
  }

  private TaskJournal journal(Actor actor) {
    return stage.port(actor, TaskJournal.class, () -> rig.journal);
  }

  private Flows flows(Actor actor) {
    Flows own = new OwnFlows(rig.flows, tenant.number());
    return stage.port(actor, Flows.class, () -> own);
  }

  private FairQueue queue(Actor actor) {
    return stage.port(actor, FairQueue.class, () -> queue);
  }

  /// A rebuild happens at once.
  private Generations generations() {
    TaskJournal journal = stage.atOnce(TaskJournal.class, () -> rig.journal);
    FairQueue whole = stage.atOnce(FairQueue.class, () -> queue);
    return new Generations(journal, new Rebuild(journal, whole, rig.tenants));
  }

  Sending event(String id, String lead) {
    var sending = new Sending(id, lead);
    sendings.add(sending);
    return sending;
  }

  void submit(Sending event, Enqueuer to) {
    Action action = event.submitted ? Action.RESUBMIT : Action.SUBMIT;
    if (!event.submitted) chronicle.add(new Submitted(event.id, event.lead));
    event.submitted = true;
    event.asked.add(to.actor);
    stage.performed.add(action);
    stage.say(to.actor.name + " " + action + " " + event.id + " of " + event.lead);
    to.process
        .submit(tenant.name(), cloudEvent(event))
        .subscribe()
        .with(
            taken -> stage.tells(to.actor, () -> heard(event, to.actor)),
            refused -> {
              stage.say(to.actor.name + " refuses " + event.id + "\t" + refused);
              event.asked.remove(to.actor);
            });
  }

  private void heard(Sending event, Actor from) {
    event.asked.remove(from);
    if (!event.answered) chronicle.add(new Answered(event.id));
    event.answered = true;
  }

  private static Event cloudEvent(Sending event) {
    return new Event(
        SOURCE,
        event.id,
        Rig.TYPE,
        Optional.of(event.lead),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  /// @param made a call of it that has its effect all the same
  void crash(Enqueuer victim, @Nullable Call made) {
    stage.kill(victim.actor, made, Action.ENQUEUE_CRASHES);
    for (Sending event : sendings) event.asked.removeIf(victim.actor::equals);
    enqueuers.set(enqueuers.indexOf(victim), new Enqueuer(victim.actor.name));
  }

  void crash(Puller victim, @Nullable Call made) {
    stage.kill(victim.actor, made, Action.PULLER_CRASHES);
    victim.tear();
    pullers.set(pullers.indexOf(victim), new Puller(victim.actor.name));
  }

  void crash(Runner victim) {
    victim.actor.dead = true;
    victim.actor.calls.clear();
    stage.say(victim.actor.name + " dies");
    runners.set(runners.indexOf(victim), new Runner(victim.actor.name));
  }

  void cutOff(Puller victim) {
    stage.say(victim.actor.name + " " + Action.PULLER_CUT_OFF);
    stage.performed.add(Action.PULLER_CUT_OFF);
    victim.tear();
  }

  /// The fair queue loses its memory.
  void forget() {
    stage.say(Action.ROOM_UNKNOWN + ": forgets");
    stage.performed.add(Action.ROOM_UNKNOWN);
    queue = new MemoryFairQueue(() -> now);
  }

  void pass(Duration time) {
    stage.say(time + " pass");
    now = now.plus(time);
  }

  /// Those that have something to do begin.
  void wake() {
    pullers.forEach(Looper::start);
    runners.forEach(Looper::start);
  }

  List<Actor> actors() {
    return Stream.of(
            enqueuers.stream().map(one -> one.actor),
            pullers.stream().map(one -> one.actor),
            runners.stream().map(one -> one.actor),
            Stream.of(sweeper.actor))
        .flatMap(all -> all)
        .toList();
  }

  private void quotaSeen(FairQueue.Turn turn) {
    Generations generations = generations();
    FairQueue whole = stage.atOnce(FairQueue.class, () -> queue);
    List<TenantStats> stats =
        Stage.done(generations.with(SHARD, g -> whole.stats(SHARD, g, List.of(tenant.number()))))
            .tenants();
    chronicle.add(new Running(stats.getFirst().inFlight(), size.quota()));
  }

  /// No more faults: senders repeat what was not answered, and every process goes on.
  void calm(SplittableRandom random) {
    stage.say("calm");
    for (int turn = 1; turn <= TURNS && !isAtRest(); turn++) {
      for (Sending event : due())
        if (event.asked.isEmpty()) submit(event, enqueuers.get(random.nextInt(enqueuers.size())));
      for (int i = 0; i < CALLS_A_TURN; i++) {
        wake();
        for (Actor actor : actors()) go(actor, random);
      }
      sweep(random);
      pass(turn % 16 == 0 ? LEASE.plusSeconds(1) : Duration.ofSeconds(6));
    }
  }

  void sweep(SplittableRandom random) {
    while (!sweeper.actor.calls.isEmpty()) go(sweeper.actor, random);
    sweeper.start();
    while (!sweeper.actor.calls.isEmpty()) go(sweeper.actor, random);
  }

  private void go(Actor actor, SplittableRandom random) {
    if (!actor.calls.isEmpty()) stage.let(actor.calls.get(random.nextInt(actor.calls.size())));
  }

  /// The next of each lead: a sender waits for its answers.
  List<Sending> due() {
    return sendings.stream()
        .filter(event -> !event.answered)
        .filter(event ->
            sendings.stream()
                .takeWhile(other -> other != event)
                .filter(other -> other.lead.equals(event.lead))
                .allMatch(other -> other.answered))
        .toList();
  }

  private boolean isAtRest() {
    return sendings.stream().allMatch(event -> event.answered)
        && standing() == 0
        && flow().pushes()
        && rig.broker.messages(bufferName) == 0;
  }

  FlowState flow() {
    return Stage.done(rig.flows.of(SHARD.database(), List.of(tenant.number()))).getFirst().state();
  }

  private int standing() {
    return (int)
        Stage.done(rig.journal.inLine(SHARD.database(), Optional.empty(), 1_000)).tasks().stream()
            .filter(task -> task.tenant() == tenant.number())
            .count();
  }

  /// What the stores say in the end, and what to think of it all.
  PromiseChecker.Verdict judge() {
    sendings.stream().map(event -> event.lead).distinct().forEach(this::effects);
    chronicle.add(new Ended(flow(), rig.broker.messages(bufferName), standing()));
    return PromiseChecker.check(Rig.STEPS, chronicle.history);
  }

  private void effects(String lead) {
    var address = new Leads.Address(tenant.number(), new LeadRef.ById(lead));
    Optional<Lead> known =
        Stage.done(rig.leads.read(SHARD.database(), List.of(address))).getFirst();
    if (known.isEmpty()) return;
    var rows =
        Stage.done(
            rig.leads.activities(
                SHARD.database(),
                tenant.number(),
                known.get().number(),
                OptionalLong.empty(),
                1_000));
    for (var row : rows.reversed())
      if (row.step().isPresent())
        chronicle.add(new TookEffect(of(row.task().orElseThrow()), row.step().get()));
  }

  private String of(String task) {
    return sendings.stream()
        .map(event -> event.id)
        .filter(id -> TaskId.of(tenant.name(), SOURCE, id, Rig.CAMPAIGN).toString().equals(task))
        .findFirst()
        .orElseThrow();
  }

  /// The last things that happened.
  String told(int last) {
    int size = stage.trace.size();
    return IntStream.range(Math.max(0, size - last), size)
        .mapToObj(i -> i + " " + stage.trace.get(i))
        .reduce((a, b) -> a + "\n" + b)
        .orElse("");
  }

  private static void until(Supplier<Boolean> condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.get()) {
      if (System.nanoTime() > end) throw new IllegalStateException("the broker holds on");
      LockSupport.parkNanos(200_000);
    }
  }

  @Override
  public void close() {
    for (Puller puller : pullers) puller.buffer.tear();
    sweeper.buffer.tear();
    sending.tear();
  }
}
