package dev.fairway.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairway.world.client.ClientLog;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Drain;
import dev.fairway.world.client.Event;
import dev.fairway.world.client.Ingress;
import dev.fairway.world.client.Load;
import dev.fairway.world.client.Load.Parcel;
import dev.fairway.world.client.Mode;
import dev.fairway.world.client.Walk;
import dev.fairway.world.history.HistoryChecker;
import dev.fairway.world.history.LeadEnd;
import dev.fairway.world.history.Sent;
import dev.fairway.world.history.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// One seeded history on a running engine: tenants of its own, load that walks their leads, and at
/// the end the judgement.
final class Run implements AutoCloseable {
  private static final int WIDTH = 16;
  private static final int READERS = 8;
  private final String name;
  private final Console console;
  private final Ingress ingress;
  private final ClientLog log = new ClientLog();
  private final Load load;
  private final SplittableRandom random;
  private final List<String> tenants;
  private List<LeadEnd> ends = List.of();

  Run(Engine engine, String name, long seed, int tenants) {
    this(engine, name, seed, tenants, "\"maxInFlight\":200");
  }

  /// @param settings more of each tenant, as JSON without braces
  Run(Engine engine, String name, long seed, int tenants, String settings) {
    this.name = name;
    this.random = new SplittableRandom(seed);
    this.console = new Console(engine.uri());
    this.ingress = new Ingress(engine.uri(), WIDTH);
    this.load = new Load(ingress, log, WIDTH);
    this.tenants = IntStream.range(0, tenants).mapToObj(i -> Fresh.name(name)).toList();
    for (int i = 0; i < tenants; i++) {
      Walk.prepare(
          console,
          this.tenants.get(i),
          "{\"database\":\"leads%d\",%s}".formatted(1 + i % 2, settings));
    }
  }

  Console console() {
    return console;
  }

  ClientLog log() {
    return log;
  }

  Load load() {
    return load;
  }

  List<String> tenants() {
    return tenants;
  }

  /// What the last `finish` read.
  List<LeadEnd> ends() {
    return ends;
  }

  SplittableRandom random() {
    return random;
  }

  /// `tasks` events for each of `leads` leads, leads in turn, in every mode.
  List<Parcel> parcels(int leads, int tasks) {
    List<Parcel> parcels = new ArrayList<>();
    Iterator<Parcel> walk = walk(leads, (long) leads * tasks);
    walk.forEachRemaining(parcels::add);
    return parcels;
  }

  /// Sends the second half when the first is answered: only then is an order promised for sure,
  /// however slowly the engine starts.
  void inTwoWaves(List<Parcel> parcels) {
    inTwoWaves(parcels, () -> {});
  }

  /// @param between what happens between the waves
  void inTwoWaves(List<Parcel> parcels, Runnable between) {
    int half = parcels.size() / 2;
    load().run(parcels.subList(0, half).iterator());
    between.run();
    load().run(parcels.subList(half, parcels.size()).iterator());
  }

  /// The same without an end: for load that is stopped.
  Iterator<Parcel> endless(int leads) {
    return walk(leads, Long.MAX_VALUE);
  }

  private Iterator<Parcel> walk(int leads, long events) {
    var modes = random.split();
    return new Iterator<>() {
      private long next;

      @Override
      public boolean hasNext() {
        return next < events;
      }

      @Override
      public Parcel next() {
        if (!hasNext()) throw new java.util.NoSuchElementException();
        Mode mode = Mode.values()[modes.nextInt(Mode.values().length)];
        long size = mode == Mode.BATCH ? modes.nextLong(1, 60) : 1;
        List<Event> batch = new ArrayList<>();
        while (batch.size() < size && hasNext()) batch.add(event(next++, leads));
        return new Parcel(mode, batch);
      }
    };
  }

  private Event event(long number, int leads) {
    int lead = (int) (number % leads);
    return Walk.event(
        tenants.get(lead % tenants.size()), "world/" + name, "lead-" + lead, number / leads);
  }

  /// Sends an event that the judgement is not about.
  void outsideTheHistory(Event event) {
    new Load(ingress, new ClientLog(), 1)
        .run(List.of(Parcel.of(Mode.STRUCTURED, event)).iterator());
  }

  /// Waits until everything has drained, reads all leads, judges, and says so.
  Verdict finish() {
    var drained = Drain.await(console, tenants, Await.LONG);
    ends = read();
    Verdict verdict = HistoryChecker.check(Walk.PLAN, log.sent(), ends);
    Dial.say(name, "answers=" + log.answers() + " drained in " + drained.toMillis() + " ms");
    Dial.say(name, verdict.toString());
    return verdict;
  }

  /// A clean history that was worth looking at.
  void finishClean() {
    Verdict verdict = finish();
    assertThat(verdict.violations()).as(verdict.toString()).isEmpty();
    assertThat(verdict.accepted()).isPositive();
    assertThat(verdict.ordered()).as("orders that were promised").isPositive();
  }

  private record Address(String tenant, String lead) {}

  private List<LeadEnd> read() {
    Set<Address> leads = new HashSet<>();
    for (Sent sent : log.sent()) leads.add(new Address(sent.event().tenant(), sent.lead()));
    try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      List<Future<Optional<LeadEnd>>> asked = new ArrayList<>();
      for (Address lead : leads) {
        asked.add(readers.submit(() -> Walk.end(console, lead.tenant(), lead.lead())));
      }
      List<LeadEnd> read = new ArrayList<>();
      for (Future<Optional<LeadEnd>> end : asked) end.get().ifPresent(read::add);
      return read;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("a lead could not be read", e.getCause());
    }
  }

  @Override
  public void close() {
    load.end();
    ingress.close();
  }
}
