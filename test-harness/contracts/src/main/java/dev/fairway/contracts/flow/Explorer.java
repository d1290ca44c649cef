package dev.fairway.contracts.flow;

import dev.fairway.contracts.flow.Protocol.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// All states that can be reached, breadth first, so that the first violation found is a shortest
/// one.
public final class Explorer {
  private final Protocol protocol;
  private final Numbering numbering;
  private final State initial;
  private final Index states = new Index();
  private final Ints parents = new Ints();

  // edges that need neither a fault nor a sender
  private final Ints from = new Ints();
  private final Ints to = new Ints();

  public Explorer(Bounds bounds, Set<Safeguard> without) {
    protocol = new Protocol(bounds, without);
    numbering = new Numbering(without.contains(Safeguard.ARBITER_KEPT));
    initial = State.initial(bounds);
  }

  public int states() {
    return states.size();
  }

  /// Runs up to the first violation of any of these; empty if there is none.
  public List<Step> violation(Set<Invariant> invariants) {
    states.add(numbering.number(initial));
    parents.add(-1);
    for (int now = 0; now < states.size(); now++) {
      State state = numbering.state(states.get(now));
      for (Step step : protocol.after(state)) {
        int next = states.add(numbering.number(step.next(), state, states.get(now)));
        if (next == parents.size()) parents.add(now);
        for (Invariant invariant : invariants)
          if (!invariant.holds(state, step, protocol.bounds)) return trace(now, step);
        if (step.action().isBoundToCome() && next != now) {
          from.add(now);
          to.add(next);
        }
      }
    }
    return List.of();
  }

  /// The way to a state from which nothing but a fault or somebody's next request would lead to a
  /// good one; empty if there is none. After a whole run only.
  public List<Step> stuck(Predicate<State> good) {
    int[] first = new int[states.size() + 1];
    for (int edge = 0; edge < to.size(); edge++) first[to.get(edge) + 1]++;
    for (int i = 0; i < states.size(); i++) first[i + 1] += first[i];
    int[] sources = new int[to.size()];
    int[] filled = first.clone();
    for (int edge = 0; edge < to.size(); edge++) sources[filled[to.get(edge)]++] = from.get(edge);

    BitSet saved = new BitSet(states.size());
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < states.size(); i++)
      if (good.test(numbering.state(states.get(i)))) {
        saved.set(i);
        open.add(i);
      }
    while (!open.isEmpty()) {
      int now = open.remove();
      for (int edge = first[now]; edge < first[now + 1]; edge++)
        if (!saved.get(sources[edge])) {
          saved.set(sources[edge]);
          open.add(sources[edge]);
        }
    }
    int lost = saved.nextClearBit(0);
    return lost == states.size() ? List.of() : replay(path(lost));
  }

  private List<Step> trace(int last, Step violating) {
    List<Step> steps = replay(path(last));
    State before = steps.isEmpty() ? initial : steps.getLast().next();
    steps.add(like(before, EnumSet.of(violating.action()), numbering.number(violating.next())));
    return steps;
  }

  private List<Long> path(int last) {
    List<Long> path = new ArrayList<>();
    for (int i = last; i > 0; i = parents.get(i)) path.add(states.get(i));
    return path.reversed();
  }

  /// With the epochs as they really grow, and every process in its own place.
  private List<Step> replay(List<Long> path) {
    List<Step> steps = new ArrayList<>();
    State state = initial;
    for (long number : path) {
      Step step = like(state, EnumSet.allOf(Action.class), number);
      steps.add(step);
      state = step.next();
    }
    return steps;
  }

  private Step like(State state, Set<Action> actions, long number) {
    return protocol.after(state).stream()
        .filter(step -> actions.contains(step.action()))
        .filter(step -> numbering.number(step.next()) == number)
        .findFirst()
        .orElseThrow();
  }

  private static final class Ints {
    private int[] values = new int[1 << 12];
    private int size;

    void add(int value) {
      if (size == values.length) values = Arrays.copyOf(values, 2 * size);
      values[size++] = value;
    }

    int get(int i) {
      return values[i];
    }

    int size() {
      return size;
    }
  }

  /// Numbers of states in the order in which they were found.
  private static final class Index {
    private long[] found = new long[1 << 12];
    private int[] slots = new int[1 << 14]; // place in `found` + 1
    private int size;

    /// @return its place
    int add(long number) {
      int slot = slot(number);
      if (slots[slot] != 0) return slots[slot] - 1;
      if (size == found.length) {
        grow();
        slot = slot(number);
      }
      found[size] = number;
      slots[slot] = ++size;
      return size - 1;
    }

    private int slot(long number) {
      long mixed = number * 0x9E3779B97F4A7C15L;
      int slot = (int) (mixed >>> 32) & slots.length - 1;
      while (slots[slot] != 0 && found[slots[slot] - 1] != number)
        slot = slot + 1 & slots.length - 1;
      return slot;
    }

    private void grow() {
      found = Arrays.copyOf(found, 2 * size);
      slots = new int[4 * found.length];
      for (int i = 0; i < size; i++) slots[slot(found[i])] = i + 1;
    }

    long get(int i) {
      return found[i];
    }

    int size() {
      return size;
    }
  }
}
