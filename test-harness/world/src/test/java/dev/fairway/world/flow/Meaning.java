package dev.fairway.world.flow;

import dev.fairway.contracts.flow.Action;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.OverflowBuffer.Pulled;
import java.util.Map;
import java.util.Set;

/// What a call on a port is in the alphabet of the model.
final class Meaning {
  private static final Map<String, Action> OF_ENQUEUE =
      Map.of(
          "Flows.of", Action.READ_ROW,
          "FairQueue.reserve", Action.RESERVE,
          "TaskJournal.accept", Action.PUSH,
          "FairQueue.offer", Action.PUSH,
          "Flows.move", Action.NO_ROOM,
          "OverflowBuffer.send", Action.BUFFER,
          "Flows.count", Action.CONFIRM,
          "Sender.told", Action.ANSWER);

  private static final Map<String, Action> OF_PULLER =
      Map.of(
          "Flows.diverted", Action.ATTACH,
          "FairQueue.reserve", Action.RECEIVE,
          "OverflowBuffer.pull", Action.RECEIVE,
          "TaskJournal.accept", Action.JOURNAL,
          "FairQueue.offer", Action.JOURNAL,
          "Flows.move", Action.CLOSE,
          "Flows.of", Action.CLOSE,
          "OverflowBuffer.mark", Action.SEND_MARKER,
          "Pulled.settle", Action.SETTLE,
          "Pulled.close", Action.DETACH);

  private static final Map<String, Action> OF_ENGINE =
      Map.of(
          "FairQueue.lease", Action.FINISH,
          "TaskJournal.commit", Action.FINISH,
          "FairQueue.settle", Action.FINISH,
          "FairQueue.expire", Action.SWEEP,
          "TaskJournal.lost", Action.SWEEP,
          "FairQueue.offer", Action.SWEEP,
          "Flows.pushingAgain", Action.SWEEP,
          "OverflowBuffer.pull", Action.SWEEP,
          "Pulled.close", Action.SWEEP,
          "Flows.move", Action.SWEEP);

  /// Of these the protocol knows nothing: they happen at once with what follows them.
  private static final Set<String> NOTHING =
      Set.of(
          "FairQueue.configure",
          "FairQueue.stats",
          "FairQueue.sent",
          "Flows.count",
          "Flows.diverted",
          "Leads.read",
          "TaskJournal.due",
          "TaskJournal.generation",
          "TaskJournal.inLine",
          "TaskJournal.nextDue",
          "TaskJournal.now",
          "TaskJournal.open",
          "TaskJournal.outbox",
          "TaskJournal.reenter");

  private Meaning() {}

  private static Map<String, Action> table(Action.By by) {
    return switch (by) {
      case ENQUEUE -> OF_ENQUEUE;
      case PULLER -> OF_PULLER;
      case ENGINE -> OF_ENGINE;
    };
  }

  /// Whether it waits to be let go. A call that nobody has thought of is an error.
  static boolean waits(Action.By by, String call) {
    if (table(by).containsKey(call)) return true;
    if (NOTHING.contains(call)) return false;
    throw new IllegalStateException(by + " calls " + call + ": which action is that?");
  }

  /// @param buffering the caller's last message was sent and is not answered yet
  static Action of(Action.By by, String call, Object[] arguments, boolean buffering) {
    if (call.equals("Flows.move") && by == Action.By.ENQUEUE && buffering) return Action.CONFIRM;
    if (call.equals("Flows.move") && by == Action.By.PULLER) {
      boolean back = ((FlowState) arguments[3]).mode() == FlowState.Mode.PUSH;
      return back ? Action.REACH_MARKER : Action.CLOSE;
    }
    Action action = table(by).get(call);
    if (action == null) throw new IllegalStateException(by + " " + call);
    return action;
  }

  /// What it turned out to be.
  static Action answered(Action action, Object answer) {
    boolean nothing = answer instanceof Pulled pulled && pulled.messages().isEmpty();
    return action == Action.RECEIVE && nothing ? Action.SEE_EMPTY : action;
  }
}
