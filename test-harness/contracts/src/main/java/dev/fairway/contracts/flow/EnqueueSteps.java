package dev.fairway.contracts.flow;

import dev.fairway.contracts.flow.State.Enqueuer;
import dev.fairway.contracts.flow.State.Enqueuer.Phase;
import dev.fairway.contracts.flow.State.Message;
import dev.fairway.contracts.flow.State.Sender;
import dev.fairway.contracts.flow.State.Task;
import dev.fairway.model.flow.FlowSignal;
import dev.fairway.model.flow.FlowState.Mode;

/// What an enqueue process can do, and what can happen to it.
record EnqueueSteps(Protocol protocol, State now) {

  void of(int i, Enqueuer enqueuer) {
    switch (enqueuer.phase()) {
      case IDLE -> {
        for (int task = 0; task < protocol.bounds.tasks(); task++)
          submission(i, enqueuer, Task.values()[task]);
        if (!enqueuer.known().equals(now.row()))
          protocol.can(Action.READ_ROW, i, now.with(i, enqueuer.knowing(now.row())));
      }
      case DECIDING -> {
        if (enqueuer.known().pushes()) reservation(i, enqueuer);
        else buffering(i, enqueuer);
      }
      case RESERVED -> protocol.can(Action.PUSH, i, pushed(i, enqueuer));
      case BUFFERED -> protocol.can(Action.CONFIRM, i, confirmed(i, enqueuer));
      case ANSWERABLE -> {
        Sender sender = new Sender(now.sender(enqueuer.task()).copies(), true);
        protocol.can(Action.ANSWER, i, now.with(i, enqueuer.idle()).with(enqueuer.task(), sender));
      }
    }
    // whatever starts in its place begins by reading the row
    if (enqueuer.phase() != Phase.IDLE)
      protocol.can(Action.ENQUEUE_CRASHES, i, now.with(i, enqueuer.idle().knowing(now.row())));
  }

  private void submission(int i, Enqueuer enqueuer, Task task) {
    Sender sender = now.sender(task);
    if (task == Task.Y && !now.sender(Task.X).answered()) return;
    boolean first = sender.copies() == 0;
    if (!first && now.copies() == protocol.bounds.copies()) return;
    protocol.can(
        first ? Action.SUBMIT : Action.RESUBMIT,
        i,
        now.with(i, new Enqueuer(Phase.DECIDING, task, enqueuer.known()))
            .with(task, new Sender(sender.copies() + 1, sender.answered())));
  }

  private void reservation(int i, Enqueuer enqueuer) {
    State moved = protocol.move(now, new FlowSignal.NoRoom(enqueuer.known().epoch()));
    State refused = moved.with(i, enqueuer.knowing(moved.row()));
    if (now.taken() < protocol.bounds.room()) {
      protocol.can(Action.RESERVE, i, now.with(i, enqueuer.to(Phase.RESERVED)));
      protocol.can(Action.ROOM_UNKNOWN, i, refused);
    } else {
      protocol.can(Action.NO_ROOM, i, refused);
    }
  }

  private State pushed(int i, Enqueuer enqueuer) {
    if (protocol.has(Safeguard.EPOCH_FENCE) && !now.row().equals(enqueuer.known()))
      return now.with(i, enqueuer.knowing(now.row()).to(Phase.DECIDING));
    return protocol.accept(now, enqueuer.task()).with(i, enqueuer.to(Phase.ANSWERABLE));
  }

  private void buffering(int i, Enqueuer enqueuer) {
    boolean confirms = protocol.has(Safeguard.CONFIRM_BEFORE_ANSWER);
    State sent = now.with(i, enqueuer.to(confirms ? Phase.BUFFERED : Phase.ANSWERABLE));
    protocol.can(Action.BUFFER, i, sent.with(now.pullSide().with(new Message.Of(enqueuer.task()))));
    boolean waits = protocol.has(Safeguard.BROKER_ACCEPTS_BEFORE_ANSWER);
    protocol.can(Action.MESSAGE_LOST, i, waits ? now.with(i, enqueuer.idle()) : sent);
  }

  private State confirmed(int i, Enqueuer enqueuer) {
    Mode mode = now.row().mode();
    boolean left =
        mode == Mode.PUSH && !protocol.has(Safeguard.REFLIP_ON_CONFIRM)
            || mode == Mode.CLOSING && !protocol.has(Safeguard.CANCEL_ON_CONFIRM);
    State moved = left ? now : protocol.move(now, new FlowSignal.Buffered());
    return moved.with(i, enqueuer.knowing(moved.row()).to(Phase.ANSWERABLE));
  }
}
