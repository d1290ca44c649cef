package dev.fairway.contracts.flow;

import dev.fairway.contracts.flow.State.Message;
import dev.fairway.contracts.flow.State.PullSide;
import dev.fairway.contracts.flow.State.Puller;
import dev.fairway.contracts.flow.State.Puller.Phase;
import dev.fairway.contracts.flow.State.Task;
import dev.fairway.model.flow.FlowSignal;
import dev.fairway.model.flow.FlowState.Mode;

/// What a dispatch process can do as a puller, and what can happen to it. It takes one message at a
/// time.
record PullSteps(Protocol protocol, State now) {

  void of(int i, Puller puller) {
    switch (puller.phase()) {
      case AWAY -> {
        boolean free = !protocol.has(Safeguard.EXCLUSIVE_CONSUMER) || !now.pullSide().anyAttached();
        if (free && !now.row().pushes())
          protocol.can(Action.ATTACH, i, now.with(i, Puller.attached(now.row())));
      }
      case READY -> turn(i, puller);
      case HOLDING -> {
        switch (puller.held().orElseThrow()) {
          case Message.Mark(long epoch) -> marker(i, puller, epoch);
          case Message.Of(Task task) -> {
            if (protocol.has(Safeguard.COMMIT_BEFORE_SETTLE))
              protocol.can(Action.JOURNAL, i, journaled(i, puller, task, Phase.SETTLING));
            else protocol.can(Action.SETTLE, i, settled(i, puller.to(Phase.SETTLED)));
          }
        }
      }
      case SETTLED -> {
        if (puller.held().orElseThrow() instanceof Message.Of(Task task))
          protocol.can(Action.JOURNAL, i, journaled(i, puller, task, Phase.READY));
      }
      case SETTLING -> protocol.can(Action.SETTLE, i, settled(i, puller.to(Phase.READY)));
      case SAW_EMPTY -> protocol.can(Action.CLOSE, i, closed(i, puller));
      case MARKING -> {
        boolean full = now.pullSide().markers() == protocol.bounds.markers();
        Message mark = new Message.Mark(puller.known().epoch());
        State sent = full ? now : now.with(now.pullSide().with(mark));
        protocol.can(Action.SEND_MARKER, i, sent.with(i, puller.to(Phase.READY)));
      }
    }
    if (puller.phase() != Phase.AWAY)
      protocol.can(Action.PULLER_CRASHES, i, released(i, Puller.AWAY));
    if (puller.attached()) protocol.can(Action.PULLER_CUT_OFF, i, released(i, puller.cutOff()));
  }

  private void turn(int i, Puller puller) {
    int place = now.pullSide().next();
    if (place < 0) {
      protocol.can(Action.SEE_EMPTY, i, now.with(i, sawEmpty(puller)));
    } else {
      protocol.can(Action.DRAIN_SHORT, i, now.with(i, sawEmpty(puller)));
      Message message = now.pullSide().buffer().get(place).message();
      if (now.taken() < protocol.bounds.room()) {
        PullSide given = now.pullSide().give(place, i);
        protocol.can(Action.RECEIVE, i, now.with(given.with(i, puller.holding(message))));
      }
    }
    protocol.can(Action.DETACH, i, now.with(i, Puller.AWAY));
  }

  /// In CLOSING the marker is missing, and is sent again.
  private Puller sawEmpty(Puller puller) {
    boolean marks = puller.known().mode() == Mode.CLOSING && protocol.has(Safeguard.MARKER);
    return puller.to(marks ? Phase.MARKING : Phase.SAW_EMPTY);
  }

  private State closed(int i, Puller puller) {
    long epoch = puller.known().epoch();
    boolean last = puller.known().mode() == Mode.CLOSING;
    State moved =
        protocol.move(now, last ? new FlowSignal.Marker(epoch) : new FlowSignal.SeemsEmpty(epoch));
    boolean closes = !last && moved.row().mode() != now.row().mode();
    if (closes && !protocol.has(Safeguard.CLOSING_PHASE))
      moved = protocol.move(moved, new FlowSignal.Marker(moved.row().epoch()));
    boolean marks = closes && moved.row().mode() == Mode.CLOSING && protocol.has(Safeguard.MARKER);
    Puller next = puller.knowing(moved.row()).to(marks ? Phase.MARKING : Phase.READY);
    return moved.with(i, next);
  }

  private void marker(int i, Puller puller, long epoch) {
    State moved = protocol.move(now, new FlowSignal.Marker(epoch));
    protocol.can(
        Action.REACH_MARKER, i, moved.with(i, puller.knowing(moved.row()).to(Phase.SETTLING)));
  }

  private State journaled(int i, Puller puller, Task task, Phase next) {
    boolean fenced = protocol.has(Safeguard.EPOCH_FENCE_OF_PULLERS);
    if (!fenced || now.row().equals(puller.known()))
      return protocol.accept(now, task).with(i, puller.to(next));
    return now.row().pushes() ? released(i, Puller.AWAY) : now.with(i, puller.knowing(now.row()));
  }

  private State settled(int i, Puller next) {
    return now.with(now.pullSide().settle(i).with(i, next));
  }

  private State released(int i, Puller next) {
    return now.with(now.pullSide().takeBack(i).with(i, next));
  }
}
