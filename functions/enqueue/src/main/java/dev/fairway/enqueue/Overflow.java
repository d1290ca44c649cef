package dev.fairway.enqueue;

import dev.fairway.enqueue.Placed.Asked;
import dev.fairway.model.Arrival;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import dev.fairway.ports.OverflowBuffer;
import dev.fairway.runtime.CrashPoint;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Nudges;
import dev.fairway.runtime.Refusal;
import dev.fairway.runtime.Wire;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// Where arrivals go while their tenant pulls: durably into its buffer, confirmed, then answered.
@Singleton
class Overflow {
  private static final Logger LOG = Logger.getLogger(Overflow.class);

  /// Arrivals in a message: what one pull takes at least.
  private static final int MESSAGE = 100;

  private final OverflowBuffer buffer;
  private final KnownFlows flows;
  private final Nudges nudges;
  private final Meters meters;
  private final EnqueueConfig config;

  @Inject
  Overflow(
      OverflowBuffer buffer, KnownFlows flows, Nudges nudges, Meters meters, EnqueueConfig config) {
    this.buffer = buffer;
    this.flows = flows;
    this.nudges = nudges;
    this.meters = meters;
    this.config = config;
  }

  /// Refuses the requests whose tenants' buffers would hold too much, or that cannot be buffered
  /// now.
  ///
  /// @param away what to say if the buffer is away
  void admit(List<Asked> diverted, Refusal away, Results results) {
    if (!buffer.isAvailable()) {
      refuse(diverted, away, results);
      return;
    }
    Map<Integer, Long> held = new HashMap<>();
    for (Asked one : Enqueue.live(diverted, Enqueue::request, results)) {
      Tenant tenant = one.place().tenant();
      long before = held.computeIfAbsent(tenant.number(), number -> flows.of(number).buffered());
      held.put(tenant.number(), before + one.wanted());
      if (one.wanted() > 0 && before + one.wanted() > tenant.settings().maxBuffered())
        refuse(
            List.of(one),
            Refusal.noRoom(
                "neither the tenant's queue nor its buffer has room for the request's tasks",
                config.retryAfter()),
            results);
    }
  }

  private void refuse(List<Asked> asked, Refusal refusal, Results results) {
    for (Asked one : asked)
      if (!results.isRefused(one.place().request())) {
        meters.count("requests.refused", refusal.type(), 1);
        results.refuse(one.place().request(), refusal);
      }
  }

  /// In their order, tenant by tenant. What fails is unknown to be stored and refused.
  Uni<Void> take(List<Asked> diverted, Results results) {
    List<Asked> live = Enqueue.live(diverted, Enqueue::request, results);
    return Each.of(Enqueue.byDatabase(live), (database, asked) -> take(database, asked, results))
        .replaceWithVoid();
  }

  private record Leaving(Asked asked, Arrival arrival) {
    int tenant() {
      return arrival.tenant();
    }
  }

  private Uni<Boolean> take(String database, List<Asked> asked, Results results) {
    List<Leaving> leaving = asked.stream().map(one -> new Leaving(one, one.arrival())).toList();
    Map<Integer, Integer> tasks = new HashMap<>();
    for (Leaving one : leaving) tasks.merge(one.tenant(), one.asked().wanted(), Integer::sum);
    return Each.of(byTenant(leaving), this::send)
        .invoke(() -> CrashPoint.reached("after-send"))
        .chain(() -> flows.buffered(database, tasks))
        .invoke(() -> {
          for (Leaving one : leaving)
            results.answer(one.asked().place(), Answer.buffered(one.asked(), one.arrival()));
        })
        .chain(() -> nudges.at(new Shard(database, 0), Wire.BUFFER_READY))
        .replaceWith(true)
        .onFailure()
        .invoke(e ->
            new LogLine("enqueue", "unbuffered")
                .with("database", database)
                .with("cause", e)
                .to(LOG, Logger.Level.WARN))
        .onFailure()
        .recoverWithItem(() -> {
          refuse(asked, Refusal.unavailable("the buffer is away"), results);
          return false;
        });
  }

  private Uni<Boolean> send(int tenant, List<Leaving> leaving) {
    List<List<Arrival>> messages = new ArrayList<>();
    for (int from = 0; from < leaving.size(); from += MESSAGE)
      messages.add(
          leaving.subList(from, Math.min(leaving.size(), from + MESSAGE)).stream()
              .map(Leaving::arrival)
              .toList());
    return Multi.createFrom()
        .iterable(messages)
        .onItem()
        .transformToUniAndConcatenate(message -> buffer.send(tenant, message))
        .collect()
        .asList()
        .invoke(() -> meters.count("buffer.writes", "no-room", messages.size()))
        .replaceWith(true);
  }

  private static Map<Integer, List<Leaving>> byTenant(List<Leaving> leaving) {
    Map<Integer, List<Leaving>> byTenant = new LinkedHashMap<>();
    for (Leaving one : leaving)
      byTenant.computeIfAbsent(one.tenant(), tenant -> new ArrayList<>()).add(one);
    return byTenant;
  }
}
