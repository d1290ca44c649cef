package dev.fairway.world.fair;

import dev.fairway.world.fair.Scenario.Operation;
import dev.fairway.world.fair.Scenario.What;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Histories played out by ideal runners, so that the analyser sees what it should call good, and
/// mistakes made on purpose in them.
record Played(Scenario scenario, List<Task> trace, List<Execution> executions) {

  /// Which tenant is served next.
  enum Discipline {
    /// Start-time fair queueing: the lowest start tag first.
    FAIR,
    /// The task that came first.
    FIFO
  }

  private static final class Server {
    final Scenario scenario;
    final Discipline discipline;
    final boolean byTime;
    final Map<String, Deque<Task>> waiting = new LinkedHashMap<>();
    final Map<String, Double> tags = new HashMap<>();
    final Map<String, Integer> inFlight = new HashMap<>();
    final Set<String> keys = new HashSet<>();
    final Set<String> paused = new HashSet<>();
    final List<Execution> running = new ArrayList<>();
    final List<Execution> done = new ArrayList<>();
    double virtual;

    Server(Scenario scenario, Discipline discipline, boolean byTime) {
      this.scenario = scenario;
      this.discipline = discipline;
      this.byTime = byTime;
    }

    void arrive(Task task) {
      Deque<Task> line = waiting.computeIfAbsent(task.tenant(), t -> new ArrayDeque<>());
      if (line.isEmpty()) tags.merge(task.tenant(), virtual, Math::max);
      line.add(task);
    }

    void serve(double now) {
      while (running.size() < scenario.slots()) {
        Optional<Task> served = next();
        if (served.isEmpty()) return;
        Task next = served.get();
        waiting.getOrDefault(next.tenant(), new ArrayDeque<>()).remove(next);
        double tag = tags.getOrDefault(next.tenant(), 0.0);
        virtual = Math.max(virtual, tag);
        double cost = byTime ? next.serviceMs() : 1;
        tags.put(next.tenant(), tag + cost / scenario.tenant(next.tenant()).weight());
        inFlight.merge(next.tenant(), 1, Integer::sum);
        keys.add(next.key());
        Execution e =
            new Execution(
                next.id(),
                next.tenant(),
                next.key(),
                next.at(),
                done.size(),
                now,
                now + next.serviceMs(),
                1);
        running.add(e);
        done.add(e);
      }
    }

    private Optional<Task> next() {
      return waiting.entrySet().stream()
          .filter(w -> !paused.contains(w.getKey()))
          .filter(
              w -> inFlight.getOrDefault(w.getKey(), 0) < scenario.cap(scenario.tenant(w.getKey())))
          .flatMap(w -> w.getValue().stream().filter(t -> !keys.contains(t.key())).limit(1))
          .min(
              discipline == Discipline.FAIR
                  ? Comparator.comparingDouble(t -> tags.getOrDefault(t.tenant(), 0.0))
                  : Comparator.comparingLong(Task::at));
    }

    /// A kill does not touch it.
    void befall(Operation operation) {
      String tenant = operation.tenant();
      if (tenant == null) return;
      if (operation.what() == What.pause) paused.add(tenant);
      if (operation.what() == What.resume && paused.remove(tenant)) {
        tags.merge(tenant, virtual, Math::max);
      }
    }

    double nextEnd() {
      return running.stream().mapToDouble(Played::end).min().orElse(Double.MAX_VALUE);
    }

    void end(double now) {
      for (Execution e : List.copyOf(running)) {
        if (Played.end(e) > now) continue;
        running.remove(e);
        inFlight.merge(e.tenant(), -1, Integer::sum);
        keys.remove(e.key());
      }
    }
  }

  static Played play(Scenarios.Made made, Discipline discipline) {
    return play(made, discipline, false);
  }

  /// @param byTime whether a task costs its service time, else 1
  static Played play(Scenarios.Made made, Discipline discipline, boolean byTime) {
    var server = new Server(made.scenario(), discipline, byTime);
    Deque<Task> coming = new ArrayDeque<>(made.trace());
    Deque<Operation> befalling = new ArrayDeque<>(made.scenario().operations());
    while (!coming.isEmpty() || !server.running.isEmpty() || !befalling.isEmpty()) {
      double now = server.nextEnd();
      if (!coming.isEmpty()) now = Math.min(now, coming.getFirst().at());
      if (!befalling.isEmpty()) now = Math.min(now, befalling.getFirst().at());
      server.end(now);
      while (!befalling.isEmpty() && befalling.getFirst().at() <= now) {
        server.befall(befalling.poll());
      }
      while (!coming.isEmpty() && coming.getFirst().at() <= now) server.arrive(coming.poll());
      server.serve(now);
    }
    return new Played(made.scenario(), made.trace(), server.done);
  }

  Measures measure() {
    return Analyser.measure(scenario, trace, executions, report(false));
  }

  Measures measureTimedOut() {
    return Analyser.measure(scenario, trace, executions, report(true));
  }

  private RunnerReport report(boolean timedOut) {
    return new RunnerReport(
        "played", "1", Map.of(), 42L * trace.size(), trace.size(), timedOut, null);
  }

  Played without(int place) {
    List<Execution> fewer = new ArrayList<>(executions);
    fewer.remove(place);
    return new Played(scenario, trace, fewer);
  }

  Played with(Execution another) {
    List<Execution> more = new ArrayList<>(executions);
    more.add(another);
    return new Played(scenario, trace, more);
  }

  Played changed(int place, UnaryOperator<Execution> change) {
    List<Execution> changed = new ArrayList<>(executions);
    changed.set(place, change.apply(changed.get(place)));
    return new Played(scenario, trace, changed);
  }

  /// The two tasks run in each other's place.
  Played swapped(int one, int other) {
    Execution a = executions.get(one);
    Execution b = executions.get(other);
    return changed(one, e -> at(e, b)).changed(other, e -> at(e, a));
  }

  private static Execution at(Execution what, Execution when) {
    return new Execution(
        what.id(),
        what.tenant(),
        what.key(),
        what.enqueued(),
        when.dispatched(),
        when.started(),
        when.ended(),
        what.attempt());
  }

  static double end(Execution e) {
    return Objects.requireNonNull(e.ended());
  }

  static Execution from(Execution e, double started, @Nullable Double ended) {
    return new Execution(
        e.id(), e.tenant(), e.key(), e.enqueued(), e.dispatched(), started, ended, e.attempt());
  }
}
