package dev.fairway.ports;

import dev.fairway.model.ActionRequest;
import dev.fairway.model.Completion;
import dev.fairway.model.Family;
import dev.fairway.model.Pool;
import dev.fairway.model.QueuedTask;
import dev.fairway.model.Shard;
import dev.fairway.model.Tenant;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who is next, and who has room. Hints only: losing all of it costs speed, never a task. Every
/// call carries the generation it believes in; a store of another generation refuses with
/// [StaleGeneration].
public interface FairQueue {

  /// How many tasks of each tenant may be pushed now; what is granted is held for 5 s.
  Uni<Reservation> reserve(Shard shard, long generation, Map<Integer, Integer> wanted);

  /// Put journaled tasks into their leads' lines. Idempotent: a task that stands in its line or is
  /// leased stays as it is. Ends the reservation, if any.
  Uni<Offered> offer(
      Shard shard, long generation, Optional<String> reservation, List<Offer> offers);

  /// Lease the fairest ready tasks of a pool for every family that has a credit left. Timers that
  /// are due (retries, rate tokens, leases that expired) take effect first; requests that were not
  /// `sent` within 3 s give their credits and tasks back, at no cost.
  Uni<Turn> lease(Shard shard, long generation, Pool pool, Limits limits);

  /// The Broker has the request, which keeps its credit until its deadline. Changes nothing if its
  /// tasks were given back meanwhile, or it is settled.
  Uni<Void> sent(ActionRequest request, long generation);

  /// Take in outcomes: free leases, charge real cost, move lines on. Repeating it changes nothing.
  Uni<Settled> settle(Completion completion, long generation);

  /// Leases whose deadline passed without outcome, at most `limit`; they are forgotten here and
  /// their tasks are out of the queue until offered again.
  Uni<List<QueuedTask>> expire(Shard shard, long generation, int limit);

  /// Take tasks out wherever they stand (abort, lead gone).
  Uni<Void> remove(Shard shard, long generation, List<QueuedTask> tasks);

  /// What the tenants may use; effective with the next lease.
  Uni<Offered> configure(Shard shard, long generation, List<Policy> policies);

  /// Empty the shard and begin a generation. Everything else refuses until `open`.
  Uni<Void> begin(Shard shard, long generation);

  /// The rebuild is complete: the shard serves from now on.
  Uni<Void> open(Shard shard, long generation);

  /// One caller at a time may stay in its request until something is due. One that leaves sooner
  /// than the keeper takes its place.
  ///
  /// @return false if another keeper holds the shard and leaves as soon
  Uni<Boolean> keep(Shard shard, long generation, String keeper, Duration atMost);

  /// One holder per shard and name for `atMost`: throttles the busy slice of the sweep.
  Uni<Boolean> claim(Shard shard, long generation, String name, Duration atMost);

  Uni<Stats> stats(Shard shard, long generation, List<Integer> tenants);

  /// Where a task is in the queue, if it is there, and why it waits.
  Uni<Optional<Found>> find(Shard shard, long generation, QueuedTask task);

  /// @param id hand it to `offer`
  /// @param granted by tenant; a tenant without room has 0
  record Reservation(String id, Map<Integer, Integer> granted) {}

  /// @param notBefore a retry's time; empty: ready now
  record Offer(QueuedTask task, Optional<Instant> notBefore) {}

  /// @param nudge eligible work exists and no turn is known to come for it: no nudge is under way,
  ///   and nothing runs in its pool; what is older than 200 ms is not relied upon
  record Offered(boolean nudge) {}

  /// @param outstanding requests a family may have out at once (P)
  /// @param batch tasks in a request (B)
  /// @param leaseFor until the deadline of a request
  /// @param poolCap leases of the pool at once
  record Limits(
      List<Family> families, int outstanding, int batch, Duration leaseFor, int poolCap) {}

  /// @param requests to be emitted now; suspects come as requests of one task
  /// @param more eligible work is left that only credits or the batch limit kept back
  /// @param nextWake earliest time at which waiting alone makes work eligible (a retry, a rate
  ///   token, the earliest lease deadline while anything is leased, a request of an earlier turn
  ///   that nobody sent)
  /// @param now the store's clock, to which `nextWake` belongs
  /// @param waits of every lease, in the order of `requests`
  record Turn(
      List<ActionRequest> requests,
      boolean more,
      Optional<Instant> nextWake,
      Instant now,
      List<Wait> waits) {}

  /// From ready (head of its line, and due) to leased, or to now, by cause.
  ///
  /// @param turn everything the others do not explain: the tenant's turn
  /// @param inFlight the tenant had as many running as it may
  /// @param rate the tenant had started as many as it may
  /// @param paused the tenant was paused
  /// @param pool the pool had no room
  /// @param credit the family had no credit
  /// @param line before all that: it stood behind others of its lead
  record Wait(
      Duration turn,
      Duration inFlight,
      Duration rate,
      Duration paused,
      Duration pool,
      Duration credit,
      Duration line) {
    /// The cause that is no other's.
    public static final String FAIR_TURN = "fairTurn";

    public static final Wait NONE = ofMillis(0, 0, 0, 0);

    public static Wait ofMillis(long all, long inFlight, long rate, long paused) {
      return new Wait(
          Duration.ofMillis(Math.max(0, all - inFlight - rate - paused)),
          Duration.ofMillis(inFlight),
          Duration.ofMillis(rate),
          Duration.ofMillis(paused),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO);
    }

    /// While nobody could be served. When, is not known: what may have passed while the tenant was
    /// stopped counts as that, and what may have passed while both were shut as the pool's.
    ///
    /// @param poolMillis the pool had no room
    /// @param creditMillis the family had no credit
    public Wait shut(long poolMillis, long creditMillis) {
      long stopped = inFlight.plus(rate).plus(paused).toMillis();
      long byPool = Math.clamp(poolMillis - stopped, 0, turn.toMillis());
      long byCredit = Math.clamp(creditMillis - stopped - byPool, 0, turn.toMillis() - byPool);
      return new Wait(
          turn.minusMillis(byPool + byCredit),
          inFlight,
          rate,
          paused,
          Duration.ofMillis(byPool),
          Duration.ofMillis(byCredit),
          line);
    }

    /// By the causes' public names, `fairTurn` for the rest; those that held nothing up are left
    /// out.
    public Map<String, Duration> byCause() {
      Map<String, Duration> causes = new LinkedHashMap<>();
      causes.put(FAIR_TURN, turn);
      causes.put("inFlight", inFlight);
      causes.put("rate", rate);
      causes.put("paused", paused);
      causes.put("pool", pool);
      causes.put("credit", credit);
      causes.put("line", line);
      causes.values().removeIf(Duration::isZero);
      return causes;
    }

    /// Since it was ready: all but `line`.
    public Duration ready() {
      return turn.plus(inFlight).plus(rate).plus(paused).plus(pool).plus(credit);
    }

    /// Behind others of its lead.
    public Wait stood(long millis) {
      return new Wait(turn, inFlight, rate, paused, pool, credit, Duration.ofMillis(millis));
    }
  }

  /// @param refills lines that hold fewer than half of 100 while the journal has more
  record Settled(int settled, int unknown, List<Refill> refills) {}

  /// @param after last position the line knows
  record Refill(int tenant, long lead, long after) {}

  record Policy(
      int tenant,
      int weight,
      int maxInFlight,
      int ratePerSecond,
      int burst,
      int pushWindow,
      Tenant.State state) {
    public static Policy of(Tenant tenant) {
      var settings = tenant.settings();
      return new Policy(
          tenant.number(),
          settings.weight(),
          settings.maxInFlight(),
          settings.ratePerSecond(),
          settings.burst(),
          settings.window(),
          settings.state());
    }
  }

  /// @param held tasks in lines, `ready` of them at the head and not leased
  record Stats(List<TenantStats> tenants) {}

  /// @param oldest why the head that is ready for longest still waits; empty if none is ready
  record TenantStats(int tenant, int ready, int inFlight, int held, Optional<Wait> oldest) {}

  /// @param waited so far; none of a task that is leased or delayed, only `line` of one in line
  record Found(Place place, Wait waited) {}

  enum Place {
    LEASED,
    READY,
    IN_LINE,
    DELAYED
  }

  /// The store is of another generation (0: it has none) or not open yet.
  final class StaleGeneration extends RuntimeException {
    private final long actual;

    public StaleGeneration(Shard shard, long expected, long actual) {
      super("shard " + shard.tag() + " generation=" + actual + " expected=" + expected);
      this.actual = actual;
    }

    public long actual() {
      return actual;
    }
  }
}
