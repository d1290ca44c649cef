package dev.fairway.world.bench;

import dev.fairway.world.Engine;
import dev.fairway.world.client.ClientLog;
import dev.fairway.world.client.Console;
import dev.fairway.world.client.Drain;
import dev.fairway.world.client.Event;
import dev.fairway.world.client.Ingress;
import dev.fairway.world.client.Load;
import dev.fairway.world.client.Load.Parcel;
import dev.fairway.world.client.Mode;
import dev.fairway.world.client.Pace;
import dev.fairway.world.client.Walk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// One tenant sends very much at once, while others go on with little.
final class Burst {
  private static final String SENDER = "burst";
  private static final String NEWCOMER = "newcomer";
  private static final int LEADS = 1_000;
  private static final int BATCH = 100;
  private static final int OTHERS = 20;
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration ALONE = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Engine engine;
  private final Console console;

  /// @param alone p99 of the others' tasks from accepted to ended, in ms, before the burst
  /// @param beside the same from its first event until it had drained
  /// @param first from sending a new tenant's one event to its task's end, in ms
  /// @param inOrder leads of the burst whose effects are all there, once, in order
  record Found(int tasks, double drained, double alone, double beside, double first, int inOrder) {
    String rows() {
      return String.format(
          Locale.ROOT,
          """
          | all drained after | %.1f s (%.0f tasks/s) | |
          | leads whose effects are complete and in order | %d of %d | all |
          | the others' p99, accepted to ended: alone | %.0f ms | |
          | beside the burst | %.0f ms (%.2f x) | 1.5 x |
          | a new tenant's first task | %.0f ms | 1,000 ms |
          """,
          drained,
          tasks / drained,
          inOrder,
          LEADS,
          alone,
          beside,
          beside / alone,
          first);
    }
  }

  Burst(Engine engine) {
    this.engine = engine;
    this.console = new Console(engine.uri());
  }

  Found run(int tasks) throws InterruptedException {
    Walk.prepare(console, SENDER, "{\"database\":\"leads1\",\"maxBuffered\":" + tasks + "}");
    Walk.prepare(console, NEWCOMER, "{\"database\":\"leads1\"}");
    for (int i = 0; i < OTHERS; i++)
      Walk.prepare(console, other(i), "{\"database\":\"leads" + (1 + i % 2) + "\"}");
    Instant from;
    Instant begun;
    Instant drained;
    double first;
    try (var ingress = new Ingress(engine.uri(), OTHERS)) {
      var going = new AtomicBoolean(true);
      List<Thread> others = others(ingress, going);
      LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
      from = Instant.now();
      LockSupport.parkNanos(ALONE.toNanos());
      begun = Instant.now();
      send(tasks);
      first = newcomer();
      Drain.await(console, List.of(SENDER), LONGEST);
      drained = Instant.now();
      going.set(false);
      for (Thread thread : others) thread.join();
    }
    Drain.await(console, IntStream.range(0, OTHERS).mapToObj(Burst::other).toList(), LONGEST);
    Integer[] numbers = numbers();
    return new Found(
        tasks,
        Duration.between(begun, drained).toMillis() / 1e3,
        p99(numbers, from, begun),
        p99(numbers, begun, drained),
        first,
        inOrder(tasks));
  }

  private static String other(int number) {
    return "other-%02d".formatted(number);
  }

  /// One event each, twice a second.
  private static List<Thread> others(Ingress ingress, AtomicBoolean going) {
    List<Thread> threads = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < OTHERS; i++) {
      var pace = new Pace(begun + EVERY.toNanos() * i / OTHERS, EVERY);
      var events = events(other(i), pace, going);
      var load = new Load(ingress, new ClientLog(), 1);
      threads.add(Thread.ofVirtual().start(() -> load.run(events)));
    }
    return threads;
  }

  private static Iterator<Parcel> events(String tenant, Pace pace, AtomicBoolean going) {
    return new Iterator<>() {
      private long next;

      @Override
      public boolean hasNext() {
        return going.get();
      }

      @Override
      public Parcel next() {
        pace.await(next);
        Event event = Walk.event(tenant, "burst", "lead-" + next % 50, next / 50);
        next++;
        return new Parcel(Mode.BINARY, List.of(event));
      }
    };
  }

  private void send(int tasks) {
    List<Parcel> parcels = new ArrayList<>();
    for (int n = 0; n < tasks; n += BATCH) {
      List<Event> events = new ArrayList<>();
      for (int i = n; i < Math.min(tasks, n + BATCH); i++)
        events.add(Walk.event(SENDER, "burst", "lead-" + i % LEADS, i / LEADS));
      parcels.add(new Parcel(Mode.BATCH, events));
    }
    try (var ingress = new Ingress(engine.uri(), 2)) {
      new Load(ingress, new ClientLog(), 1).run(parcels.iterator());
    }
  }

  private double newcomer() throws InterruptedException {
    Instant sent = Instant.now();
    try (var ingress = new Ingress(engine.uri(), 1)) {
      ingress.send(Mode.BINARY, List.of(Walk.event(NEWCOMER, "burst", "lead", 0)));
    }
    long giveUp = System.nanoTime() + LONGEST.toNanos();
    while (System.nanoTime() < giveUp) {
      var end = Walk.end(console, NEWCOMER, "lead");
      if (end.isPresent() && end.get().effects().size() == 2)
        return end.get().effects().stream()
            .map(effect -> effect.at())
            .max(Instant::compareTo)
            .map(at -> Duration.between(sent, at).toNanos() / 1e6)
            .orElseThrow();
      LockSupport.parkNanos(50_000_000);
    }
    throw new IllegalStateException("the newcomer's task did not end");
  }

  /// @param tenants numbers
  private double p99(Integer[] tenants, Instant from, Instant to) {
    long[] millis =
        Stream.of("leads1", "leads2")
            .flatMapToLong(database -> latencies(database, tenants, from, to))
            .sorted()
            .toArray();
    if (millis.length == 0) throw new IllegalStateException("the others did nothing");
    return millis[(int) Math.ceil(0.99 * millis.length) - 1];
  }

  private LongStream latencies(String database, Integer[] tenants, Instant from, Instant to) {
    var millis = LongStream.builder();
    String sql =
        "SELECT 1000 * extract(epoch FROM ended_at - accepted_at) FROM fairway.seen"
            + " WHERE accepted_at >= ? AND accepted_at < ? AND tenant = ANY(?)";
    try (Connection connection = engine.look(database);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setTimestamp(1, Timestamp.from(from));
      statement.setTimestamp(2, Timestamp.from(to));
      statement.setArray(3, connection.createArrayOf("int", tenants));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) millis.add(Math.round(rows.getDouble(1)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the journal of " + database + " cannot be read", e);
    }
    return millis.build();
  }

  private Integer[] numbers() {
    return IntStream.range(0, OTHERS)
        .mapToObj(i -> console.get("/tenants/" + other(i)).ok().body().path("number").asInt())
        .toArray(Integer[]::new);
  }

  private int inOrder(int tasks) {
    int whole = 0;
    for (int lead = 0; lead < LEADS; lead++) {
      List<String> expected = new ArrayList<>();
      for (int i = lead; i < tasks; i += LEADS) expected.add(Integer.toString(i / LEADS));
      var ledger =
          Walk.end(console, SENDER, "lead-" + lead).map(end -> end.ledgers().get(Walk.CAMPAIGN));
      if (ledger
          .filter(l -> l.trail().equals(expected) && l.score() == expected.size())
          .isPresent()) whole++;
    }
    return whole;
  }
}
