package dev.fairway.contracts.flow;

import dev.fairway.contracts.flow.State.Enqueuer;
import dev.fairway.contracts.flow.State.Journal;
import dev.fairway.contracts.flow.State.Message;
import dev.fairway.contracts.flow.State.PullSide;
import dev.fairway.contracts.flow.State.Puller;
import dev.fairway.contracts.flow.State.Queued;
import dev.fairway.contracts.flow.State.Sender;
import dev.fairway.model.flow.FlowState;
import dev.fairway.model.flow.FlowState.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A state as one number, the same for all that cannot be told apart: an epoch that has passed is
/// as good as any other that has passed (so that there are finitely many states although epochs
/// grow), and processes of a kind change places.
final class Numbering {
  private static final FlowState PAST = new FlowState(Mode.PULL, -1);
  private static final Comparator<Enqueuer> ENQUEUERS =
      Comparator.comparing(Enqueuer::phase)
          .thenComparing(Enqueuer::task)
          .thenComparing(e -> e.known().mode())
          .thenComparing(e -> e.known().epoch());
  private static final Comparator<Puller> PULLERS =
      Comparator.comparing(Puller::phase)
          .thenComparing(Puller::attached)
          .thenComparing(p -> p.known().mode())
          .thenComparing(p -> p.known().epoch())
          .thenComparing(p -> p.held().toString());

  /// Numbers of one part of the state, kept in some bits of the state's number; a part seen before
  /// costs one look-up.
  private static final class Part<T> {
    private final Function<State, T> of;
    private final Plain<T> plain;
    private final int shift;
    private final int bits;
    private final Map<Long, Map<T, Integer>> seen = new HashMap<>();
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> parts = new ArrayList<>();

    Part(int shift, int bits, Function<State, T> of, Plain<T> plain) {
      this.shift = shift;
      this.bits = bits;
      this.of = of;
      this.plain = plain;
    }

    long number(State state, long epoch) {
      T part = of.apply(state);
      Map<T, Integer> known = seen.computeIfAbsent(epoch, e -> new HashMap<>());
      Integer number = known.get(part);
      if (number == null) known.put(part, number = added(plain.at(epoch, part)));
      return (long) number << shift;
    }

    /// As `number`, for a part that most steps leave as it was.
    long number(State state, State before, long numberBefore) {
      if (of.apply(state) == of.apply(before)) return numberBefore & (1L << bits) - 1 << shift;
      return number(state, 0);
    }

    private int added(T part) {
      Integer number = numbers.putIfAbsent(part, parts.size());
      if (number != null) return number;
      if (parts.size() >> bits != 0) throw new IllegalStateException("too many of " + part);
      parts.add(part);
      return parts.size() - 1;
    }

    T in(long number) {
      return parts.get((int) (number >>> shift & (1L << bits) - 1));
    }
  }

  /// What a part looks like to one who only sees whether an epoch is the current one.
  private interface Plain<T> {
    T at(long epoch, T part);
  }

  private final boolean epochsCount;
  private final Part<List<Sender>> senders = new Part<>(0, 9, State::senders, (now, all) -> all);
  private final Part<Journal> journals =
      new Part<>(9, 9, State::journal, (now, journal) -> journal);
  private final Part<PullSide> pullSides = new Part<>(18, 24, State::pullSide, this::pullSide);
  private final Part<List<Enqueuer>> enqueuers =
      new Part<>(42, 14, State::enqueuers, this::enqueuers);
  private final Part<FlowState> rows = new Part<>(56, 7, State::row, this::known);
  private final List<Part<?>> all = List.of(senders, journals, pullSides, enqueuers, rows);

  /// @param epochsCount epochs may come again, so they are kept as they are
  Numbering(boolean epochsCount) {
    this.epochsCount = epochsCount;
  }

  long number(State state) {
    long number = 0;
    for (Part<?> part : all) number |= part.number(state, epoch(state));
    return number;
  }

  /// The same, given the state from which one step led here.
  long number(State state, State before, long numberBefore) {
    if (epoch(state) != 0) return number(state);
    long number = 0;
    for (Part<?> part : all) number |= part.number(state, before, numberBefore);
    return number;
  }

  State state(long number) {
    return new State(
        rows.in(number),
        enqueuers.in(number),
        pullSides.in(number),
        journals.in(number),
        senders.in(number));
  }

  private long epoch(State state) {
    return epochsCount ? 0 : state.row().epoch();
  }

  private long age(long then, long now) {
    return epochsCount ? then : then == now ? 0 : -1;
  }

  private FlowState known(long now, FlowState known) {
    return new FlowState(known.mode(), age(known.epoch(), now));
  }

  private List<Enqueuer> enqueuers(long now, List<Enqueuer> all) {
    return all.stream()
        .map(e -> {
          // the epoch is used by a push only, and a confirmation reads again
          boolean pushes = e.known().pushes() && e.phase() != Enqueuer.Phase.BUFFERED;
          return e.knowing(pushes ? known(now, e.known()) : PAST);
        })
        .sorted(ENQUEUERS)
        .toList();
  }

  private PullSide pullSide(long now, PullSide side) {
    List<Puller> plain = side.pullers().stream().map(p -> puller(p, now)).toList();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) order.add(i);
    order.sort(Comparator.comparing(plain::get, PULLERS));
    return new PullSide(
        order.stream().map(plain::get).toList(),
        side.buffer().stream()
            .map(q -> new Queued(message(q.message(), now), order.indexOf(q.holder())))
            .toList());
  }

  private Puller puller(Puller puller, long now) {
    if (puller.phase() == Puller.Phase.AWAY) return puller;
    boolean reads = puller.held().filter(Message.Mark.class::isInstance).isPresent();
    return new Puller(
        puller.phase(),
        puller.attached(),
        reads ? PAST : known(now, puller.known()),
        puller.held().map(message -> message(message, now)));
  }

  private Message message(Message message, long now) {
    return message instanceof Message.Mark(long epoch)
        ? new Message.Mark(age(epoch, now))
        : message;
  }
}
