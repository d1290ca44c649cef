package dev.fairway.world.history;

import dev.fairway.world.history.LeadEnd.Effect;
import dev.fairway.world.history.LeadEnd.Ledger;
import dev.fairway.world.history.Sent.Fate;
import dev.fairway.world.history.Sent.TaskTold;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Judges a run: nothing lost, nothing twice, nothing swapped, nothing invented.
///
/// - lost: set difference of what was answered 2xx and what took effect;
/// - twice: a count per effect (trail token; task and step);
/// - swapped: if x was answered before y was first submitted, every effect of x on their lead comes
///   before every effect of y. One pass from the last effect to the first with the earliest answer
///   seen so far finds a violation if there is one;
/// - invented: effects of events that were never sent, or were refused.
///
/// It trusts the client's log and nothing else.
public final class HistoryChecker {
  private final Plan plan;
  private final List<Violation> violations = new ArrayList<>();
  private long ordered;

  private HistoryChecker(Plan plan) {
    this.plan = plan;
  }

  /// @param log one entry an event
  /// @param ends every lead that any event of the log names
  public static Verdict check(Plan plan, Collection<Sent> log, Collection<LeadEnd> ends) {
    return new HistoryChecker(plan).check(log, ends);
  }

  private record LeadKey(String tenant, String lead) {}

  private Verdict check(Collection<Sent> log, Collection<LeadEnd> ends) {
    Map<LeadKey, List<Sent>> asked =
        log.stream().collect(Collectors.groupingBy(s -> new LeadKey(s.event().tenant(), s.lead())));
    Map<LeadKey, LeadEnd> byLead = new LinkedHashMap<>();
    for (LeadEnd end : ends) byLead.put(new LeadKey(end.tenant(), end.lead()), end);
    byLead.forEach((key, end) -> lead(asked.getOrDefault(key, List.of()), end));
    asked.forEach((key, sent) -> vanished(key, sent, byLead.keySet()));
    int effects = ends.stream().mapToInt(e -> e.effects().size()).sum();
    return new Verdict(log.size(), accepted(log), inDoubt(log), effects, ordered, violations);
  }

  private static int accepted(Collection<Sent> log) {
    return (int) log.stream().filter(s -> s.fate() instanceof Fate.Accepted).count();
  }

  private static int inDoubt(Collection<Sent> log) {
    return (int) log.stream().filter(s -> s.fate() instanceof Fate.InDoubt).count();
  }

  private void vanished(LeadKey key, List<Sent> sent, Set<LeadKey> known) {
    boolean mustBeThere = sent.stream().anyMatch(s -> s.fate() instanceof Fate.Accepted);
    if (mustBeThere && !known.contains(key)) {
      violations.add(new Violation.Vanished(key.tenant(), key.lead()));
    }
  }

  private void lead(List<Sent> asked, LeadEnd end) {
    for (String campaign : plan.steps().keySet()) {
      trail(asked, end, campaign, end.ledgers().getOrDefault(campaign, new Ledger(List.of(), 0)));
    }
    activities(asked, end);
  }

  private void trail(List<Sent> asked, LeadEnd end, String campaign, Ledger ledger) {
    Map<String, Sent> byToken =
        asked.stream().collect(Collectors.toMap(Sent::token, Function.identity()));
    Map<String, Long> times =
        ledger.trail().stream()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    times.forEach((token, count) -> {
      if (count > 1) violations.add(duplicated(end, campaign, "token " + token, count));
      Sent sent = byToken.get(token);
      if (sent == null || sent.fate() instanceof Fate.Refused) {
        violations.add(unasked(end, campaign, "token " + token));
      }
    });
    long ran = 0;
    for (Sent sent : asked) {
      boolean there = times.containsKey(sent.token());
      boolean runs = told(sent, campaign).map(TaskTold::runs).orElse(false);
      if (runs && !there) {
        violations.add(new Violation.Lost(sent.event(), sent.lead(), campaign, "trail"));
      }
      if (runs || (there && sent.fate() instanceof Fate.InDoubt)) ran++;
      if (sent.fate() instanceof Fate.Accepted accepted && !runs) {
        violations.add(
            new Violation.Unmatched(sent.event(), campaign, accepted.tasks().toString()));
      }
    }
    if (ledger.score() != ran) {
      violations.add(
          new Violation.Miscounted(end.tenant(), end.lead(), campaign, ledger.score(), ran));
    }
    order(ledger.trail().stream().map(byToken::get).map(Optional::ofNullable).toList(), "trail");
  }

  private static Optional<TaskTold> told(Sent sent, String campaign) {
    return sent.fate() instanceof Fate.Accepted accepted
        ? accepted.tasks().stream().filter(t -> t.campaign().equals(campaign)).findFirst()
        : Optional.empty();
  }

  private record StepKey(String task, String campaign, String step) {}

  private void activities(List<Sent> asked, LeadEnd end) {
    Map<String, Sent> byTask = new HashMap<>();
    for (Sent sent : asked) {
      if (sent.fate() instanceof Fate.Accepted accepted) {
        accepted.tasks().forEach(t -> byTask.put(t.task(), sent));
      }
    }
    Map<StepKey, Long> times =
        end.effects().stream()
            .collect(
                Collectors.groupingBy(
                    e -> new StepKey(e.task(), e.campaign(), e.step()), Collectors.counting()));
    times.forEach((key, count) -> {
      if (count > 1) {
        violations.add(
            duplicated(end, key.campaign(), "task " + key.task() + " " + key.step(), count));
      }
    });
    for (Sent sent : asked) everyStep(sent, times.keySet());
    strangers(asked, end, byTask.keySet());
    order(
        end.effects().stream()
            .sorted(Comparator.comparingLong(Effect::seq))
            .map(e -> Optional.ofNullable(byTask.get(e.task())))
            .toList(),
        "activities");
  }

  private void everyStep(Sent sent, Set<StepKey> done) {
    plan.steps()
        .forEach((campaign, steps) ->
            told(sent, campaign)
                .filter(TaskTold::runs)
                .ifPresent(task -> {
                  for (String step : steps) {
                    if (!done.contains(new StepKey(task.task(), campaign, step))) {
                      violations.add(
                          new Violation.Lost(sent.event(), sent.lead(), campaign, "step " + step));
                    }
                  }
                }));
  }

  /// A client that was never answered does not know its task's id, so as many unknown tasks are
  /// allowed a campaign as there are such events.
  private void strangers(List<Sent> asked, LeadEnd end, Set<String> known) {
    Map<String, Set<String>> strange = new HashMap<>();
    for (Effect effect : end.effects()) {
      if (plan.steps().containsKey(effect.campaign()) && !known.contains(effect.task())) {
        strange.computeIfAbsent(effect.campaign(), c -> new HashSet<>()).add(effect.task());
      }
    }
    strange.forEach((campaign, tasks) -> {
      if (tasks.size() > inDoubt(asked)) {
        violations.add(unasked(end, campaign, "tasks " + tasks));
      }
    });
  }

  /// @param line the events behind a lead's effects, first to last; empty where it is not known
  private void order(List<Optional<Sent>> line, String where) {
    Optional<Sent> earliest = Optional.empty();
    for (Optional<Sent> effect : line.reversed()) {
      if (effect.isEmpty()) continue;
      Sent sent = effect.get();
      if (earliest.isPresent() && earliest.get().answered() < sent.submitted()) {
        violations.add(
            new Violation.Swapped(earliest.get().event(), sent.event(), sent.lead(), where));
      }
      if (earliest.isEmpty() || sent.answered() < earliest.get().answered()) earliest = effect;
    }
    promised(line);
  }

  /// Counts how much the order check had to say: a run in which everything overlaps proves nothing.
  private void promised(List<Optional<Sent>> line) {
    for (int i = 1; i < line.size(); i++) {
      Optional<Sent> before = line.get(i - 1);
      Optional<Sent> after = line.get(i);
      if (before.isPresent()
          && after.isPresent()
          && before.get().answered() < after.get().submitted()) ordered++;
    }
  }

  private static Violation duplicated(LeadEnd end, String campaign, String what, long times) {
    return new Violation.Duplicated(end.tenant(), end.lead(), campaign, what, times);
  }

  private static Violation unasked(LeadEnd end, String campaign, String what) {
    return new Violation.Unasked(end.tenant(), end.lead(), campaign, what);
  }
}
