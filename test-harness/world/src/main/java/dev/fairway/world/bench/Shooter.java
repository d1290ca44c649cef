package dev.fairway.world.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairway.world.client.ClientLog;
import dev.fairway.world.client.ClientLog.Accept;
import dev.fairway.world.client.Event;
import dev.fairway.world.client.Ingress;
import dev.fairway.world.client.Load;
import dev.fairway.world.client.Load.Parcel;
import dev.fairway.world.client.Mode;
import dev.fairway.world.client.Pace;
import dev.fairway.world.client.Walk;
import dev.fairway.world.history.Sent;
import dev.fairway.world.history.Sent.Fate;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// The load generator, in a process of its own so that its CPU time can be told apart. Closed loop:
/// each tenant sends one request after the other and comes back when told (`Retry-After`), so the
/// rate found is the rate the engine sustains. Says `measuring` and `measured` at the ends of the
/// window, then one line of JSON.
public final class Shooter {
  private static final int SAMPLES = 400;

  /// @param salt makes ids and leads of this run new
  /// @param batch events in a request; 1 = single, binary mode
  /// @param senders requests at once, per tenant
  /// @param rate events per second at most, all tenants together; 0 = as many as are taken
  record Order(
      URI base,
      String salt,
      int tenants,
      int leads,
      int batch,
      int senders,
      int rate,
      Duration warmUp,
      Duration measured) {

    List<String> asArguments() {
      return List.of(
          base.toString(),
          salt,
          Integer.toString(tenants),
          Integer.toString(leads),
          Integer.toString(batch),
          Integer.toString(senders),
          Integer.toString(rate),
          warmUp.toString(),
          measured.toString());
    }

    static Order of(String[] arguments) {
      return new Order(
          URI.create(arguments[0]),
          arguments[1],
          Integer.parseInt(arguments[2]),
          Integer.parseInt(arguments[3]),
          Integer.parseInt(arguments[4]),
          Integer.parseInt(arguments[5]),
          Integer.parseInt(arguments[6]),
          Duration.parse(arguments[7]),
          Duration.parse(arguments[8]));
    }
  }

  private final Order order;
  private final ClientLog log = new ClientLog();

  private Shooter(Order order) {
    this.order = order;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println(new Shooter(Order.of(arguments)).shoot());
  }

  private String shoot() throws IOException, InterruptedException {
    List<Load> loads = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try (var ingress = new Ingress(order.base(), order.tenants() * order.senders())) {
      for (int t = 0; t < order.tenants(); t++) {
        var load = new Load(ingress, log, order.senders());
        var events = events(Bench.tenant(t), t);
        loads.add(load);
        threads.add(Thread.ofVirtual().start(() -> load.run(events)));
      }
      LockSupport.parkNanos(order.warmUp().toNanos());
      long from = System.nanoTime();
      System.out.println("measuring");
      LockSupport.parkNanos(order.measured().toNanos());
      long to = System.nanoTime();
      System.out.println("measured");
      loads.forEach(Load::end);
      for (Thread thread : threads) thread.join();
      return report(from, to);
    }
  }

  private Iterator<Parcel> events(String tenant, int place) {
    Duration each =
        order.rate() == 0
            ? Duration.ZERO
            : Duration.ofSeconds(order.tenants()).dividedBy(order.rate());
    var pace = new Pace(System.nanoTime(), each);
    return new Iterator<>() {
      private long next;

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public Parcel next() {
        pace.await(next);
        List<Event> events = new ArrayList<>(order.batch());
        for (int i = 0; i < order.batch(); i++, next++) {
          String lead = order.salt() + "-" + next % order.leads();
          events.add(Walk.event(tenant, "bench/" + place, lead, next / order.leads()));
        }
        return new Parcel(order.batch() == 1 ? Mode.BINARY : Mode.BATCH, events);
      }
    };
  }

  private String report(long from, long to) throws IOException {
    var mapper = new ObjectMapper();
    ObjectNode report = mapper.createObjectNode();
    List<Accept> accepts =
        log.accepts().stream().filter(a -> a.answered() >= from && a.answered() < to).toList();
    report.put("accepted", accepts.stream().mapToLong(Accept::events).sum());
    report.put("acceptedInAll", log.accepts().stream().mapToLong(Accept::events).sum());
    report.put("seconds", (to - from) / 1e9);
    report.set(
        "accept",
        mapper.valueToTree(
            Spread.of(accepts.stream().mapToLong(a -> a.answered() - a.submitted()).toArray())
                .asJson()));
    report.set("answers", mapper.valueToTree(log.answers()));
    report.set("samples", samples(mapper, from, to));
    return mapper.writeValueAsString(report);
  }

  /// Some tasks of the window, with the time of their answer by the wall clock.
  private ArrayNode samples(ObjectMapper mapper, long from, long to) {
    long wall = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
    List<Sent> inside =
        new ArrayList<>(
            log.sent().stream()
                .filter(s -> s.answered() >= from && s.answered() < to)
                .filter(s -> s.fate() instanceof Fate.Accepted a && !a.tasks().isEmpty())
                .toList());
    var random = new SplittableRandom(order.salt().hashCode());
    ArrayNode samples = mapper.createArrayNode();
    for (int i = 0; i < SAMPLES && !inside.isEmpty(); i++) {
      Sent sent = inside.remove(random.nextInt(inside.size()));
      if (!(sent.fate() instanceof Fate.Accepted accepted)) continue;
      samples.add(
          mapper.valueToTree(
              Map.of(
                  "tenant", sent.event().tenant(),
                  "lead", sent.lead(),
                  "task", accepted.tasks().getFirst().task(),
                  "answeredNanos", wall + accepted.answered())));
    }
    return samples;
  }
}
