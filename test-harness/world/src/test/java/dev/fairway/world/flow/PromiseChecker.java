package dev.fairway.world.flow;

import dev.fairway.model.flow.FlowState;
import dev.fairway.world.flow.Occurrence.Answered;
import dev.fairway.world.flow.Occurrence.Buffered;
import dev.fairway.world.flow.Occurrence.Ended;
import dev.fairway.world.flow.Occurrence.Journaled;
import dev.fairway.world.flow.Occurrence.Moved;
import dev.fairway.world.flow.Occurrence.Running;
import dev.fairway.world.flow.Occurrence.Settled;
import dev.fairway.world.flow.Occurrence.Submitted;
import dev.fairway.world.flow.Occurrence.TookEffect;
import dev.fairway.world.flow.Promise.Broken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Judges a history by the promises of the flow, one occurrence after the other.
final class PromiseChecker {
  private final List<Broken> broken = new ArrayList<>();
  private FlowState flow = FlowState.INITIAL;
  private final Set<String> journaled = new HashSet<>();
  private final Map<String, Integer> buffered = new HashMap<>();
  private final Map<String, String> leads = new HashMap<>();
  private final Set<String> answered = new LinkedHashSet<>();

  /// By event: those of its lead that were answered before it was submitted.
  private final Map<String, Set<String>> before = new LinkedHashMap<>();

  private final Set<TookEffect> effects = new HashSet<>();
  private long promised;

  private final List<String> steps;

  private PromiseChecker(List<String> steps) {
    this.steps = steps;
  }

  /// @param promised pairs of events whose order was promised: without any, nothing was proved
  record Verdict(List<Broken> broken, long promised) {}

  /// @param steps of each event's task
  static Verdict check(List<String> steps, List<Occurrence> history) {
    var checker = new PromiseChecker(steps);
    history.forEach(checker::follow);
    return new Verdict(List.copyOf(checker.broken), checker.promised);
  }

  private void follow(Occurrence occurrence) {
    switch (occurrence) {
      case Submitted(String event, String lead) -> {
        leads.put(event, lead);
        Set<String> earlier = new HashSet<>(answered);
        earlier.removeIf(other -> !lead.equals(leads.get(other)));
        before.put(event, earlier);
        promised += earlier.size();
      }
      case Answered(String event) -> {
        answered.add(event);
        kept(event);
      }
      case Buffered(List<String> events) -> events.forEach(e -> buffered.merge(e, 1, Integer::sum));
      case Settled(List<String> events) -> {
        events.forEach(e -> buffered.merge(e, -1, Integer::sum));
        events.stream().filter(answered::contains).forEach(this::kept);
      }
      case Journaled now -> journaled(now);
      case Moved(FlowState to) -> {
        if (to.epoch() <= flow.epoch())
          broken(Promise.I4_EPOCHS_GROW_AND_FENCE_PUSHES, flow + " became " + to);
        flow = to;
      }
      case Running(int tasks, int quota) -> {
        if (tasks > quota)
          broken(Promise.I5_IN_FLIGHT_WITHIN_THE_QUOTA, tasks + " of " + quota + " run");
      }
      case TookEffect(String event, String step) -> tookEffect(event, step);
      case Ended ended -> ended(ended);
    }
  }

  private void kept(String event) {
    if (!journaled.contains(event) && buffered.getOrDefault(event, 0) <= 0)
      broken(Promise.I1_ANSWERED_IS_JOURNALED_OR_BUFFERED, event + " is nowhere");
  }

  private void journaled(Journaled now) {
    if (now.pushed() && !(flow.pushes() && flow.epoch() == now.epoch()))
      broken(
          Promise.I4_EPOCHS_GROW_AND_FENCE_PUSHES,
          now.event() + " was pushed at epoch " + now.epoch() + " while " + flow);
    if (!journaled.add(now.event()) && now.first())
      broken(Promise.I2_A_STEP_ONCE, now.event() + " was journaled twice");
  }

  private void tookEffect(String event, String step) {
    if (!effects.add(new TookEffect(event, step)))
      broken(Promise.I2_A_STEP_ONCE, step + " of " + event + " took effect twice");
    Set<String> missing = new LinkedHashSet<>(before.getOrDefault(event, Set.of()));
    missing.removeIf(this::isDone);
    if (!missing.isEmpty())
      broken(
          Promise.I3_IN_THE_ORDER_OF_THE_ANSWERS,
          event + " took effect before " + missing + ", answered before it was submitted");
  }

  private boolean isDone(String event) {
    return steps.stream().allMatch(step -> effects.contains(new TookEffect(event, step)));
  }

  private void ended(Ended end) {
    for (String event : answered)
      if (!isDone(event)) broken(Promise.I6_EVERYTHING_ENDS, event + " is not done");
    if (!end.flow().pushes()) broken(Promise.I6_EVERYTHING_ENDS, "still " + end.flow());
    if (end.messages() > 0)
      broken(Promise.I6_EVERYTHING_ENDS, end.messages() + " messages in the buffer");
    if (end.standing() > 0)
      broken(Promise.I6_EVERYTHING_ENDS, end.standing() + " tasks stand in line");
    if (!end.flow().equals(flow))
      broken(
          Promise.I4_EPOCHS_GROW_AND_FENCE_PUSHES, end.flow() + " is nobody's, last was " + flow);
    for (String event : before.keySet())
      if (!answered.contains(event))
        broken(Promise.I6_EVERYTHING_ENDS, event + " was never answered");
  }

  private void broken(Promise promise, String how) {
    broken.add(new Broken(promise, how));
  }
}
