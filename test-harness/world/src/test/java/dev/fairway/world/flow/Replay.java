package dev.fairway.world.flow;

import dev.fairway.contracts.flow.Action;
import dev.fairway.contracts.flow.Bounds;
import dev.fairway.contracts.flow.Protocol.Step;
import dev.fairway.contracts.flow.State;
import dev.fairway.world.flow.Scene.Enqueuer;
import dev.fairway.world.flow.Scene.Puller;
import dev.fairway.world.flow.Scene.Runner;
import dev.fairway.world.flow.Scene.Sending;
import dev.fairway.world.flow.Scene.Size;
import dev.fairway.world.flow.Stage.Actor;
import dev.fairway.world.flow.Stage.Call;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// A way through the model, gone by the real thing: each process goes on until it has done what the
/// model's has, and no further. Where it would have to do more than that (a safeguard that the
/// model went without), it does; where it cannot, the step has no counterpart and is left out.
final class Replay {
  /// Calls from one action of a process to its next one, at most.
  private static final int BETWEEN = 12;

  /// What a puller does only if the model does.
  private static final Set<String> CHANGES =
      Set.of("TaskJournal.accept", "Flows.move", "OverflowBuffer.mark", "Pulled.settle");

  private final Scene scene;
  private final SplittableRandom random = new SplittableRandom(0);
  private State before;
  private int steps;
  private int found;
  private int same;

  Replay(Rig rig, String name, Bounds bounds) {
    scene =
        new Scene(rig, name, new Size(bounds.enqueuers(), bounds.pullers(), 1, bounds.room(), 1));
    before = State.initial(bounds);
    for (int i = 0; i < bounds.tasks(); i++)
      scene.event(State.Task.values()[i].toString(), i < 2 ? "ann" : "bob");
  }

  /// @param steps of the model
  /// @param found of them with a counterpart
  /// @param same of those after which the row was the model's
  record Followed(int steps, int found, int same, PromiseChecker.Verdict verdict, String told) {}

  Followed follow(List<Step> way) {
    try (scene) {
      for (Step step : way) {
        steps++;
        boolean counterpart = follow(step);
        if (counterpart) found++;
        if (counterpart && scene.flow().mode() == step.next().row().mode()) same++;
        scene.stage.say((counterpart ? "  = " : "  ? ") + step);
        before = step.next();
      }
      scene.calm(random);
      return new Followed(steps, found, same, scene.judge(), scene.told(400));
    }
  }

  private boolean follow(Step step) {
    return switch (step.action()) {
      case SUBMIT, RESUBMIT -> submitted(step);
      case FINISH -> finished();
      case SWEEP -> {
        scene.sweep(random);
        yield true;
      }
      case ENQUEUE_CRASHES -> {
        scene.crash(enqueuer(step), null);
        yield true;
      }
      case PULLER_CRASHES -> {
        scene.crash(puller(step), null);
        yield true;
      }
      case PULLER_CUT_OFF -> {
        scene.cutOff(puller(step));
        yield true;
      }
      case MESSAGE_LOST -> {
        Optional<Call> send = reached(enqueuer(step).actor, Action.BUFFER);
        send.ifPresent(call -> scene.stage.fail(call, false, Action.MESSAGE_LOST));
        yield send.isPresent();
      }
      case ROOM_UNKNOWN -> {
        Actor actor = enqueuer(step).actor;
        Optional<Call> reserve = reached(actor, Action.RESERVE);
        reserve.ifPresent(call -> scene.stage.fail(call, false, Action.ROOM_UNKNOWN));
        if (reserve.isPresent()) goOn(actor, Set.of(Action.NO_ROOM, Action.READ_ROW));
        yield reserve.isPresent();
      }
      case DRAIN_SHORT -> {
        Optional<Call> pull = reachedPull(puller(step));
        pull.ifPresent(call -> scene.stage.answer(call, Stage.NOTHING, Action.DRAIN_SHORT));
        yield pull.isPresent();
      }
      case RECEIVE, SEE_EMPTY -> {
        Optional<Call> pull = reachedPull(puller(step));
        yield pull.isPresent() && scene.stage.let(pull.get()) == step.action();
      }
      case ROW_FALLS_BACK -> false;
      case READ_ROW, RESERVE, PUSH, NO_ROOM, BUFFER, CONFIRM, ANSWER ->
          did(enqueuer(step).actor, step.action());
      case ATTACH, JOURNAL, SETTLE, CLOSE, SEND_MARKER, REACH_MARKER, DETACH -> {
        puller(step).start();
        yield did(puller(step).actor, step.action());
      }
    };
  }

  private Enqueuer enqueuer(Step step) {
    return scene.enqueuers.get(step.process());
  }

  private Puller puller(Step step) {
    return scene.pullers.get(step.process());
  }

  private boolean submitted(Step step) {
    for (int i = 0; i < scene.sendings.size(); i++) {
      Sending event = scene.sendings.get(i);
      boolean asked = step.next().senders().get(i).copies() > before.senders().get(i).copies();
      if (asked && (event.submitted || scene.due().contains(event))) {
        scene.submit(event, enqueuer(step));
        return true;
      }
    }
    return false;
  }

  private boolean finished() {
    Runner runner = scene.runners.getFirst();
    int calls = 0;
    for (String visit : Rig.STEPS) {
      runner.start();
      for (; !runner.actor.calls.isEmpty(); calls++) scene.stage.let(runner.actor.calls.getFirst());
    }
    return calls > Rig.STEPS.size();
  }

  /// Goes on to the action, does it, and whatever else belongs to it.
  private boolean did(Actor actor, Action action) {
    Optional<Call> call = reached(actor, action);
    if (call.isEmpty() || scene.stage.let(call.get()) != action) return false;
    goOn(actor, action == Action.NO_ROOM ? Set.of(action, Action.READ_ROW) : Set.of(action));
    return true;
  }

  private void goOn(Actor actor, Set<Action> actions) {
    while (!actor.calls.isEmpty() && actions.contains(actor.calls.getFirst().action()))
      scene.stage.let(actor.calls.getFirst());
  }

  private Optional<Call> reachedPull(Puller puller) {
    puller.start();
    for (int i = 0; i < BETWEEN && !puller.actor.calls.isEmpty(); i++) {
      Call next = puller.actor.calls.getFirst();
      if (next.name().equals("OverflowBuffer.pull")) return Optional.of(next);
      if (CHANGES.contains(next.name())) break;
      scene.stage.let(next);
      puller.start();
    }
    return Optional.empty();
  }

  private Optional<Call> reached(Actor actor, Action action) {
    for (int i = 0; i < BETWEEN && !actor.calls.isEmpty(); i++) {
      Call next = actor.calls.getFirst();
      if (next.action() == action) return Optional.of(next);
      boolean tooFar =
          switch (actor.by) {
            case ENQUEUE -> next.action() == Action.ANSWER;
            case PULLER, ENGINE -> CHANGES.contains(next.name());
          };
      if (tooFar) break;
      scene.stage.let(next);
    }
    return Optional.empty();
  }
}
