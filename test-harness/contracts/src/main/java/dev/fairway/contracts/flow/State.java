package dev.fairway.contracts.flow;

import dev.fairway.model.flow.FlowState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// One tenant's flow at one moment. Whatever an action does not touch is shared with the state
/// before it. Hash codes that are said by hand spare half of a run.
///
/// @param senders one for each task
public record State(
    FlowState row,
    List<Enqueuer> enqueuers,
    PullSide pullSide,
    Journal journal,
    List<Sender> senders) {

  public enum Task {
    X,
    Y,
    Z;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param copies requests made so far
  public record Sender(int copies, boolean answered) {}

  /// @param order of acceptance
  /// @param done so many, from the first
  public record Journal(List<Task> order, int done) {
    int running() {
      return order.size() - done;
    }

    Journal with(Task task) {
      return new Journal(plus(order, task), done);
    }
  }

  /// @param known what it read last of the row
  public record Enqueuer(Phase phase, Task task, FlowState known) {
    enum Phase {
      IDLE,
      DECIDING,
      RESERVED,
      /// The broker has accepted.
      BUFFERED,
      ANSWERABLE
    }

    Enqueuer to(Phase next) {
      return new Enqueuer(next, task, known);
    }

    Enqueuer knowing(FlowState row) {
      return new Enqueuer(phase, task, row);
    }

    Enqueuer idle() {
      return new Enqueuer(Phase.IDLE, Task.X, known);
    }

    @Override
    public String toString() {
      return (phase == Phase.IDLE ? "idle" : task + " " + phase) + " knows " + text(known);
    }
  }

  public sealed interface Message {
    record Of(Task task) implements Message {
      @Override
      public int hashCode() {
        return task.ordinal();
      }

      @Override
      public String toString() {
        return task.toString();
      }
    }

    record Mark(long epoch) implements Message {
      @Override
      public int hashCode() {
        return 7 + (int) epoch;
      }

      @Override
      public String toString() {
        return "marker(" + epoch + ")";
      }
    }
  }

  /// @param attached as the broker sees it
  /// @param held the message received last
  public record Puller(Phase phase, boolean attached, FlowState known, Optional<Message> held) {
    static final Puller AWAY = new Puller(Phase.AWAY, false, FlowState.INITIAL, Optional.empty());

    enum Phase {
      AWAY,
      READY,
      HOLDING,
      /// Settled too early: only without the commit first.
      SETTLED,
      SETTLING,
      SAW_EMPTY,
      MARKING
    }

    static Puller attached(FlowState row) {
      return new Puller(Phase.READY, true, row, Optional.empty());
    }

    /// A turn ends where there is nothing for it to do.
    Puller to(Phase next) {
      if (next == Phase.READY && (!attached || known.pushes())) return AWAY;
      return new Puller(next, attached, known, next == Phase.SETTLED ? held : Optional.empty());
    }

    Puller holding(Message message) {
      return new Puller(Phase.HOLDING, attached, known, Optional.of(message));
    }

    @Override
    public int hashCode() {
      return 31 * (31 * phase.ordinal() + known.mode().ordinal())
          + held.hashCode()
          + (attached ? 7 : 0);
    }

    Puller knowing(FlowState row) {
      return new Puller(phase, attached, row, held);
    }

    Puller cutOff() {
      boolean goesOn = phase != Phase.READY && phase != Phase.SETTLING;
      return goesOn ? new Puller(phase, false, known, held) : AWAY;
    }

    @Override
    public String toString() {
      if (phase == Phase.AWAY) return "away";
      return phase
          + held.map(message -> " " + message).orElse("")
          + (attached ? "" : " (cut off)")
          + " knows "
          + text(known);
    }
  }

  /// @param holder the puller it was given to, or [#NOBODY]
  public record Queued(Message message, int holder) {
    static final int NOBODY = -1;

    @Override
    public int hashCode() {
      return 31 * message.hashCode() + holder;
    }
  }

  /// The buffer and those who pull from it: the broker knows which puller holds what.
  public record PullSide(List<Puller> pullers, List<Queued> buffer) {
    @Override
    public int hashCode() {
      return 31 * pullers.hashCode() + buffer.hashCode();
    }

    boolean anyAttached() {
      return pullers.stream().anyMatch(Puller::attached);
    }

    /// Index of the message that is given out next, or -1.
    int next() {
      for (int i = 0; i < buffer.size(); i++) if (buffer.get(i).holder() == Queued.NOBODY) return i;
      return -1;
    }

    long markers() {
      return buffer.stream().filter(q -> q.message() instanceof Message.Mark).count();
    }

    PullSide with(int index, Puller puller) {
      return new PullSide(set(pullers, index, puller), buffer);
    }

    PullSide with(Message message) {
      return new PullSide(pullers, plus(buffer, new Queued(message, Queued.NOBODY)));
    }

    PullSide give(int place, int puller) {
      Message message = buffer.get(place).message();
      return new PullSide(pullers, set(buffer, place, new Queued(message, puller)));
    }

    /// What the puller held stands in its old place again.
    PullSide takeBack(int puller) {
      if (buffer.stream().noneMatch(q -> q.holder() == puller)) return this;
      return new PullSide(
          pullers,
          buffer.stream()
              .map(q -> q.holder() == puller ? new Queued(q.message(), Queued.NOBODY) : q)
              .toList());
    }

    PullSide settle(int puller) {
      return new PullSide(pullers, buffer.stream().filter(q -> q.holder() != puller).toList());
    }
  }

  public static State initial(Bounds bounds) {
    Enqueuer idle = new Enqueuer(Enqueuer.Phase.IDLE, Task.X, FlowState.INITIAL);
    return new State(
        FlowState.INITIAL,
        repeat(bounds.enqueuers(), idle),
        new PullSide(repeat(bounds.pullers(), Puller.AWAY), List.of()),
        new Journal(List.of(), 0),
        repeat(bounds.tasks(), new Sender(0, false)));
  }

  State row(FlowState next) {
    return new State(next, enqueuers, pullSide, journal, senders);
  }

  State with(int index, Enqueuer enqueuer) {
    return new State(row, set(enqueuers, index, enqueuer), pullSide, journal, senders);
  }

  State with(int index, Puller puller) {
    return with(pullSide.with(index, puller));
  }

  State with(PullSide other) {
    return new State(row, enqueuers, other, journal, senders);
  }

  State with(Journal other) {
    return new State(row, enqueuers, pullSide, other, senders);
  }

  State with(Task task, Sender sender) {
    return new State(row, enqueuers, pullSide, journal, set(senders, task.ordinal(), sender));
  }

  Sender sender(Task task) {
    return senders.get(task.ordinal());
  }

  /// Requests beyond the first one of each task.
  int copies() {
    int copies = 0;
    for (Sender sender : senders) copies += Math.max(0, sender.copies() - 1);
    return copies;
  }

  /// Room taken, as the fair queue counts it.
  int taken() {
    int reserved = 0;
    for (Enqueuer enqueuer : enqueuers) if (enqueuer.phase() == Enqueuer.Phase.RESERVED) reserved++;
    return journal.running() + reserved;
  }

  boolean buffered(Task task) {
    for (Queued queued : pullSide.buffer())
      if (queued.message() instanceof Message.Of(Task other) && other == task) return true;
    return false;
  }

  @Override
  public String toString() {
    String buffer =
        pullSide.buffer().stream()
            .map(q -> q.message() + (q.holder() == Queued.NOBODY ? "" : ">P" + (q.holder() + 1)))
            .collect(Collectors.joining(" "));
    return "%-10s buffer [%s] journal %s done %d answered %s | %s | %s"
        .formatted(
            text(row),
            buffer,
            journal.order(),
            journal.done(),
            IntStream.range(0, senders.size())
                .filter(i -> senders.get(i).answered())
                .mapToObj(i -> Task.values()[i])
                .toList(),
            numbered("E", enqueuers),
            numbered("P", pullSide.pullers()));
  }

  private static String numbered(String prefix, List<?> parts) {
    return IntStream.range(0, parts.size())
        .mapToObj(i -> prefix + (i + 1) + ": " + parts.get(i))
        .collect(Collectors.joining(", "));
  }

  private static String text(FlowState state) {
    return state.mode() + "(" + state.epoch() + ")";
  }

  private static <T> List<T> repeat(int count, T part) {
    return IntStream.range(0, count).mapToObj(i -> part).toList();
  }

  private static <T> List<T> plus(List<T> parts, T last) {
    List<T> all = new ArrayList<>(parts);
    all.add(last);
    return List.copyOf(all);
  }

  private static <T> List<T> set(List<T> parts, int index, T part) {
    List<T> all = new ArrayList<>(parts);
    all.set(index, part);
    return List.copyOf(all);
  }
}
