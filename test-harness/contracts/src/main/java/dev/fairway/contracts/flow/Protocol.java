package dev.fairway.contracts.flow;

import dev.fairway.contracts.flow.State.Journal;
import dev.fairway.contracts.flow.State.Task;
import dev.fairway.model.flow.FlowSignal;
import dev.fairway.model.flow.FlowState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What can happen next. Every change of the row is a [FlowSignal]'s. A loop of compare-and-set is
/// one action, because a race lost changes nothing and reads again; so is a refusal with the
/// reading that follows it.
public final class Protocol {
  /// @param process number of the one that acts, among its kind
  public record Step(Action action, int process, State next) {
    @Override
    public String toString() {
      String who =
          switch (action.by) {
            case ENQUEUE -> "E" + (process + 1);
            case PULLER -> "P" + (process + 1);
            case ENGINE -> "";
          };
      return "%-2s %-15s %s".formatted(who, action, next);
    }
  }

  final Bounds bounds;
  private final Set<Safeguard> without;
  private List<Step> steps = List.of();

  public Protocol(Bounds bounds, Set<Safeguard> without) {
    this.bounds = bounds;
    this.without = without;
  }

  public List<Step> after(State now) {
    steps = new ArrayList<>();
    EnqueueSteps enqueue = new EnqueueSteps(this, now);
    for (int i = 0; i < now.enqueuers().size(); i++) enqueue.of(i, now.enqueuers().get(i));
    PullSteps pull = new PullSteps(this, now);
    for (int i = 0; i < now.pullSide().pullers().size(); i++)
      pull.of(i, now.pullSide().pullers().get(i));
    Journal journal = now.journal();
    if (journal.running() > 0)
      can(Action.FINISH, 0, now.with(new Journal(journal.order(), journal.done() + 1)));
    if (has(Safeguard.SWEEP) && now.row().pushes() && !now.pullSide().buffer().isEmpty())
      can(Action.SWEEP, 0, move(now, new FlowSignal.Buffered()));
    if (!has(Safeguard.ARBITER_KEPT)) can(Action.ROW_FALLS_BACK, 0, now.row(FlowState.INITIAL));
    return steps;
  }

  boolean has(Safeguard safeguard) {
    return !without.contains(safeguard);
  }

  void can(Action action, int process, State next) {
    if (!action.isFault() || bounds.faults().contains(action))
      steps.add(new Step(action, process, next));
  }

  State move(State now, FlowSignal signal) {
    FlowState next = signal.from(now.row());
    return now.row(
        has(Safeguard.EPOCHS_GROW) ? next : new FlowState(next.mode(), now.row().epoch()));
  }

  /// The acceptance function, past its fence.
  State accept(State now, Task task) {
    boolean known = has(Safeguard.DEDUPE) && now.journal().order().contains(task);
    return known ? now : now.with(now.journal().with(task));
  }
}
