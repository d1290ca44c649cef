package dev.fairway.world.history;

import dev.fairway.world.history.LeadEnd.Effect;
import dev.fairway.world.history.LeadEnd.Ledger;
import dev.fairway.world.history.Sent.Fate;
import dev.fairway.world.history.Sent.TaskTold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// A run that a correct engine could have produced, drawn from a seed: every event is accepted at
/// one instant between its submission and its answer, and a lead's tasks take effect in the order
/// of these instants.
record History(List<Sent> log, List<LeadEnd> ends) {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final Plan PLAN = new Plan(Map.of("walk", List.of("append", "score")));

  private record Drawn(Sent sent, long acceptedAt, boolean runs) {}

  static History correct(long seed) {
    var random = new SplittableRandom(seed);
    List<Sent> log = new ArrayList<>();
    List<LeadEnd> ends = new ArrayList<>();
    int leads = random.nextInt(1, 8);
    for (int l = 0; l < leads; l++) {
      List<Drawn> drawn = line("lead-" + l, random);
      drawn.forEach(d -> log.add(d.sent()));
      ends.add(end("lead-" + l, drawn));
    }
    return new History(log, ends);
  }

  /// Submissions go forward by small steps and last long enough to overlap a few others.
  private static List<Drawn> line(String lead, SplittableRandom random) {
    List<Drawn> drawn = new ArrayList<>();
    long now = 0;
    int events = random.nextInt(12, 60);
    for (int n = 0; n < events; n++) {
      now += random.nextInt(1, 100);
      long answered = now + random.nextInt(1, 150);
      String id = lead + "-" + n;
      int kind = n < 2 ? 0 : random.nextInt(20);
      Fate fate =
          switch (kind) {
            case 18 -> new Fate.Refused(422);
            case 19 -> new Fate.InDoubt();
            default ->
                new Fate.Accepted(
                    answered, List.of(new TaskTold("task-" + id, "walk", "accepted")));
          };
      boolean runs = kind < 18 || (kind == 19 && random.nextBoolean());
      var key = new EventKey("acme", "world", id);
      drawn.add(
          new Drawn(
              new Sent(key, lead, Integer.toString(n), now, fate),
              random.nextLong(now, answered),
              runs));
      if (n == 0) now = answered; // so that at least one order is promised
    }
    return drawn;
  }

  private static LeadEnd end(String lead, List<Drawn> drawn) {
    List<Drawn> line =
        drawn.stream()
            .filter(Drawn::runs)
            .sorted(Comparator.comparingLong(Drawn::acceptedAt))
            .toList();
    List<Effect> effects = new ArrayList<>();
    for (Drawn d : line) {
      for (String step : PLAN.steps().getOrDefault("walk", List.of())) {
        effects.add(
            new Effect(effects.size() + 1, NOON, "task-" + d.sent().event().id(), "walk", step));
      }
    }
    var ledger = new Ledger(line.stream().map(d -> d.sent().token()).toList(), line.size());
    return new LeadEnd("acme", lead, Map.of("walk", ledger), effects);
  }

  Verdict judge() {
    return HistoryChecker.check(PLAN, log, ends);
  }

  Ledger ledger(int end) {
    return ends.get(end).ledgers().getOrDefault("walk", new Ledger(List.of(), 0));
  }

  History with(int end, List<String> trail, long score, List<Effect> effects) {
    LeadEnd old = ends.get(end);
    List<LeadEnd> changed = new ArrayList<>(ends);
    changed.set(
        end,
        new LeadEnd(old.tenant(), old.lead(), Map.of("walk", new Ledger(trail, score)), effects));
    return new History(log, changed);
  }

  History withoutLead(int end) {
    List<LeadEnd> fewer = new ArrayList<>(ends);
    fewer.remove(end);
    return new History(log, fewer);
  }

  History withLog(List<Sent> changed) {
    return new History(changed, ends);
  }

  Map<String, Sent> sentByToken(int end) {
    String lead = ends.get(end).lead();
    return log.stream()
        .filter(s -> s.lead().equals(lead))
        .collect(Collectors.toMap(Sent::token, s -> s));
  }
}
