package dev.fairway.world.fair;

import dev.fairway.world.fair.Measures.Shares;
import dev.fairway.world.fair.Scenario.Operation;
import dev.fairway.world.fair.Scenario.What;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who got how much while others wanted it too. A tenant is eligible while it has a task waiting
/// whose key is free, a slot of its own free, and is not paused. Fairness is promised between
/// eligible tenants only, so only then it is judged.
///
/// Bound: over every stretch in which two tenants are both eligible throughout, their services over
/// weight differ by at most c_f/w_f + c_m/w_m. Source: Goyal, Vin, Cheng 1996.
///
/// Entitlement: each task handed out while several tenants are eligible entitles each of them to
/// its weight's share of that task's cost.
final class Contention {
  /// Milliseconds until a queue need have noticed an arrival, an end or a resumption.
  private static final double NOTICE = 50;

  /// A tenant entitled to less, in its own mean tasks, is no sample for shares.
  private static final double ENOUGH = 10;

  /// @param rank at equal times: what makes room before what takes it
  private record Moment(double at, int rank, Runnable change) {}

  private static final class Line {
    int waiting;
    int running;

    boolean servable() {
      return waiting > 0 && running == 0;
    }
  }

  private final class Party {
    final double weight;
    final int cap;
    final Map<String, Line> lines = new HashMap<>();
    int servableLines;
    int inFlight;
    boolean paused;
    boolean eligible;

    /// Tasks of others since it became eligible; negative once it was served.
    int others = -1;

    double served;
    double largest;
    double costs;
    int handedOut;
    double contested;
    double entitled;

    Party(Scenario.Tenant tenant, Scenario scenario) {
      weight = tenant.weight();
      // when the slots are all taken nobody is to blame: only a limit of its own stops a tenant
      cap = tenant.maxInFlight() == null ? Integer.MAX_VALUE : scenario.cap(tenant);
    }

    void line(String key, int waiting, int running) {
      Line line = lines.computeIfAbsent(key, k -> new Line());
      if (line.servable()) servableLines--;
      line.waiting += waiting;
      line.running += running;
      if (line.servable()) servableLines++;
      inFlight += running;
    }

    double share() {
      return contested / entitled;
    }
  }

  /// How costs are counted: of a dispatched execution.
  private interface Cost {
    double of(Execution execution);
  }

  private final Run run;
  private final Cost cost;
  private final List<Party> parties = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();

  /// By pair, while both are eligible: how far the first has been ahead of, and behind, the second.
  private final double[][] most;

  private final double[][] least;
  private double boundRatio;
  private int firstSlot;

  private Contention(Run run, Cost cost) {
    this.run = run;
    this.cost = cost;
    for (Scenario.Tenant tenant : run.scenario().tenants()) {
      places.put(tenant.name(), parties.size());
      parties.add(new Party(tenant, run.scenario()));
    }
    most = new double[parties.size()][parties.size()];
    least = new double[parties.size()][parties.size()];
    for (Execution e : run.executions()) {
      Party party = party(e.tenant());
      party.largest = Math.max(party.largest, cost.of(e));
      party.costs += cost.of(e);
      party.handedOut++;
    }
  }

  /// What all costs 1.
  static Contention byCount(Run run) {
    return new Contention(run, e -> 1).judge();
  }

  /// What costs the time it ran; what was killed, the time it should have run.
  static Contention byTime(Run run) {
    Map<String, Long> service = new HashMap<>();
    run.trace().forEach(t -> service.put(t.id(), t.serviceMs()));
    return new Contention(
            run,
            e -> e.ended() == null ? service.getOrDefault(e.id(), 0L) : e.ended() - e.started())
        .judge();
  }

  Shares shares() {
    double[] shares =
        parties.stream()
            .filter(p -> p.handedOut > 0 && p.entitled >= ENOUGH * p.costs / p.handedOut)
            .mapToDouble(Party::share)
            .toArray();
    // one that was never served has no mean cost, and no excuse
    boolean starved = parties.stream().anyMatch(p -> p.handedOut == 0 && p.entitled > 0);
    // a lead of exactly the bound is within it, whatever floating point makes of its thirds
    double bound = Math.rint(boundRatio * 1e9) / 1e9;
    if (shares.length < 2) return new Shares(bound, Double.NaN, Double.NaN);
    double sum = Arrays.stream(shares).sum();
    double squares = Arrays.stream(shares).map(x -> x * x).sum();
    double worst = starved ? 0 : Arrays.stream(shares).min().orElse(Double.NaN);
    return new Shares(bound, sum * sum / (shares.length * squares), worst);
  }

  int firstSlot() {
    return firstSlot;
  }

  private Party party(String tenant) {
    Integer place = places.get(tenant);
    if (place == null) throw new IllegalArgumentException("no tenant " + tenant);
    return parties.get(place);
  }

  private Contention judge() {
    for (Moment moment : moments()) moment.change().run();
    return this;
  }

  private List<Moment> moments() {
    List<Moment> moments = new ArrayList<>();
    double[] handed = handedOut();
    Map<String, Execution> last = new HashMap<>();
    for (int i = 0; i < handed.length; i++) {
      Execution e = run.executions().get(i);
      Execution before = last.put(e.id(), e);
      double at = handed[i];
      double noticed = before == null ? Math.min(at, e.enqueued() + NOTICE) : at;
      moments.add(new Moment(noticed, 1, () -> change(e.tenant(), e.key(), 1, 0)));
      moments.add(new Moment(at, 2, () -> handOut(e, at)));
      // a killed one holds its key and slot until it is handed out again
      if (before != null && before.ended() == null) {
        moments.add(new Moment(at, 0, () -> change(e.tenant(), e.key(), 0, -1)));
      }
      if (e.ended() != null) {
        double freed = Math.max(at, e.ended() + NOTICE);
        moments.add(new Moment(freed, 0, () -> change(e.tenant(), e.key(), 0, -1)));
      }
    }
    for (Task t : run.trace()) {
      if (last.containsKey(t.id())) continue;
      double at = run.start() + t.at() + NOTICE;
      moments.add(new Moment(at, 1, () -> change(t.tenant(), t.key(), 1, 0)));
    }
    for (Operation o : run.scenario().operations()) {
      if (o.tenant() == null) continue;
      boolean pause = o.what() == What.pause;
      double at = run.start() + o.at() + (pause ? 0 : NOTICE);
      Party party = party(o.tenant());
      moments.add(new Moment(at, 0, () -> pause(party, pause)));
    }
    moments.sort(Comparator.comparingDouble(Moment::at).thenComparingInt(Moment::rank));
    return moments;
  }

  /// The latest time at which each can have been handed out: before it started, and before whatever
  /// was handed out after it started.
  private double[] handedOut() {
    double[] at = new double[run.executions().size()];
    double latest = Double.MAX_VALUE;
    for (int i = at.length - 1; i >= 0; i--) {
      latest = Math.min(latest, run.executions().get(i).started());
      at[i] = latest;
    }
    return at;
  }

  private void pause(Party party, boolean pause) {
    party.paused = pause;
    settle(party);
  }

  private void change(String tenant, String key, int waiting, int running) {
    Party party = party(tenant);
    party.line(key, waiting, running);
    settle(party);
  }

  private void handOut(Execution e, double at) {
    Party party = party(e.tenant());
    double c = cost.of(e);
    // what was served at once was served before others need have been seen to want it too
    if (at >= e.enqueued() + NOTICE) entitle(party, c);
    party.served += c / party.weight;
    if (party.eligible) compare(party);
    for (Party other : parties) {
      if (other == party || other.others < 0) continue;
      firstSlot = Math.max(firstSlot, ++other.others);
    }
    party.others = -1;
    change(e.tenant(), e.key(), -1, 1);
  }

  private void entitle(Party served, double c) {
    double weights = served.eligible ? 0 : served.weight;
    int rivals = served.eligible ? 0 : 1;
    for (Party p : parties) {
      if (!p.eligible) continue;
      weights += p.weight;
      rivals++;
    }
    if (rivals < 2) return;
    for (Party p : parties) {
      if (p.eligible || p == served) p.entitled += c * p.weight / weights;
    }
    served.contested += c;
  }

  private void compare(Party party) {
    int i = parties.indexOf(party);
    for (int j = 0; j < parties.size(); j++) {
      Party other = parties.get(j);
      if (i == j || !other.eligible) continue;
      int low = Math.min(i, j);
      int high = Math.max(i, j);
      double lead = parties.get(low).served - parties.get(high).served;
      most[low][high] = Math.max(most[low][high], lead);
      least[low][high] = Math.min(least[low][high], lead);
      double bound = party.largest / party.weight + other.largest / other.weight;
      if (bound > 0) {
        boundRatio = Math.max(boundRatio, (most[low][high] - least[low][high]) / bound);
      }
    }
  }

  private void settle(Party party) {
    boolean now = party.servableLines > 0 && party.inFlight < party.cap && !party.paused;
    if (now && !party.eligible) begin(party);
    if (!now) party.others = -1;
    party.eligible = now;
  }

  /// A new stretch with everybody who is eligible.
  private void begin(Party party) {
    party.others = 0;
    int i = parties.indexOf(party);
    for (int j = 0; j < parties.size(); j++) {
      int low = Math.min(i, j);
      int high = Math.max(i, j);
      double lead = parties.get(low).served - parties.get(high).served;
      most[low][high] = lead;
      least[low][high] = lead;
    }
  }
}
