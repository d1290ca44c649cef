package dev.fairway.contracts.flow;

import dev.fairway.contracts.flow.Protocol.Step;
import dev.fairway.contracts.flow.State.Task;
import dev.fairway.model.flow.FlowState;
import java.util.List;

/// What no step may break, numbered as in the design.
public enum Invariant {
  I1_ANSWERED_IS_JOURNALED_OR_BUFFERED {
    @Override
    boolean holds(State before, Step step, Bounds bounds) {
      State state = step.next();
      for (int i = 0; i < state.senders().size(); i++) {
        Task task = Task.values()[i];
        if (state.senders().get(i).answered()
            && !state.journal().order().contains(task)
            && !state.buffered(task)) return false;
      }
      return true;
    }
  },

  I2_JOURNALED_ONCE {
    @Override
    boolean holds(State before, Step step, Bounds bounds) {
      List<Task> order = step.next().journal().order();
      return !journals(before, step) || order.stream().distinct().count() == order.size();
    }
  },

  /// `y` is never submitted before `x` was answered.
  I3_IN_THE_ORDER_OF_THE_ANSWERS {
    @Override
    boolean holds(State before, Step step, Bounds bounds) {
      if (!journals(before, step)) return true;
      List<Task> order = step.next().journal().order();
      int y = order.indexOf(Task.Y);
      return y < 0 || order.subList(0, y).contains(Task.X);
    }
  },

  I4_EPOCHS_GROW_AND_FENCE_PUSHES {
    @Override
    boolean holds(State before, Step step, Bounds bounds) {
      FlowState row = before.row();
      FlowState next = step.next().row();
      boolean pushed = step.action() == Action.PUSH && journals(before, step);
      return (row.equals(next) || next.epoch() > row.epoch())
          && (!pushed
              || row.pushes() && row.equals(before.enqueuers().get(step.process()).known()));
    }
  },

  I5_PUSHED_INTO_ROOM_ONLY {
    @Override
    boolean holds(State before, Step step, Bounds bounds) {
      return step.action() != Action.PUSH
          || !journals(before, step)
          || step.next().journal().running() <= bounds.room();
    }
  };

  private static boolean journals(State before, Step step) {
    return before.journal() != step.next().journal();
  }

  abstract boolean holds(State before, Step step, Bounds bounds);
}
