package dev.fairway.world.flow;

import dev.fairway.contracts.flow.Action;
import dev.fairway.ports.OverflowBuffer.Message;
import dev.fairway.ports.OverflowBuffer.Pulled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where every port call of every process waits until it is let go. The call is made on the real
/// store, and the process goes on with its answer, up to its next calls, before anything else
/// happens: all on one thread, so that whoever chooses decides everything.
final class Stage {
  private static final long PATIENCE_SECONDS = 30;

  /// What a broker says that has nothing, or says so.
  static final Pulled NOTHING =
      new Pulled() {
        @Override
        public List<Message> messages() {
          return List.of();
        }

        @Override
        public Uni<Void> settle(int first) {
          return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> close() {
          return Uni.createFrom().voidItem();
        }
      };

  /// A process, as long as it lives.
  static final class Actor {
    final String name;
    final Action.By by;
    final List<Call> calls = new ArrayList<>();

    /// What it was given by the broker and has not closed.
    final Set<Pulled> held = new HashSet<>();

    boolean buffering;
    boolean dead;

    Actor(String name, Action.By by) {
      this.name = name;
      this.by = by;
    }
  }

  /// @param action as far as can be told before it is answered
  record Call(
      Actor actor,
      String name,
      Object[] arguments,
      Action action,
      Supplier<@Nullable Object> made,
      UniEmitter<? super Object> caller) {
    @Override
    public String toString() {
      return actor.name + " " + action + " " + name;
    }
  }

  private final Chronicle chronicle;
  final Set<Action> performed = EnumSet.noneOf(Action.class);

  /// What happened, one line each; behind a tab what was answered.
  final List<String> trace = new ArrayList<>();

  Stage(Chronicle chronicle) {
    this.chronicle = chronicle;
  }

  /// The port as this process has it.
  <P> P port(Actor actor, Class<P> port, Supplier<? extends P> real) {
    return proxy(
        port,
        (method, arguments) -> {
          String name = port.getSimpleName() + "." + method.getName();
          // what was lost a moment ago says nothing about now
          if (name.equals("OverflowBuffer.isAvailable")) return true;
          return called(actor, name, arguments, () -> uni(method, real.get(), arguments));
        });
  }

  /// The port for what happens at once with whatever goes on.
  <P> P atOnce(Class<P> port, Supplier<? extends P> real) {
    return proxy(
        port,
        (method, arguments) -> {
          Supplier<@Nullable Object> made = () -> await(uni(method, real.get(), arguments));
          return Uni.createFrom().item(made);
        });
  }

  private interface Handler {
    @Nullable Object handle(Method method, Object[] arguments);
  }

  private static <P> P proxy(Class<P> port, Handler handler) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) ->
                handler.handle(method, arguments == null ? new Object[0] : arguments)));
  }

  private static Uni<?> uni(Method method, Object real, Object[] arguments) {
    try {
      return (Uni<?>) method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      return Uni.createFrom().failure(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Uni<?> called(Actor actor, String name, Object[] arguments, Supplier<Uni<?>> real) {
    Supplier<@Nullable Object> made =
        () -> {
          Object answer = await(real.get());
          chronicle.called(actor.by, name, arguments, answer);
          return switch (answer) {
            case Pulled pulled -> gated(actor, pulled);
            // every mode has lasted as long as it must
            case Instant now -> now.plus(1, ChronoUnit.HOURS);
            case null, default -> answer;
          };
        };
    if (!Meaning.waits(actor.by, name)) return Uni.createFrom().item(made);
    return Uni.createFrom()
        .emitter(caller -> {
          Action action = Meaning.of(actor.by, name, arguments, actor.buffering);
          if (!actor.dead) actor.calls.add(new Call(actor, name, arguments, action, made, caller));
        });
  }

  private Pulled gated(Actor actor, Pulled pulled) {
    List<Message> messages = pulled.messages();
    actor.held.add(pulled);
    return new Pulled() {
      @Override
      public List<Message> messages() {
        return messages;
      }

      @Override
      public Uni<Void> settle(int first) {
        Object[] settled = {messages.subList(0, first)};
        return called(actor, "Pulled.settle", settled, () -> pulled.settle(first))
            .replaceWithVoid();
      }

      @Override
      public Uni<Void> close() {
        return called(
                actor,
                "Pulled.close",
                new Object[0],
                () -> pulled.close().invoke(() -> actor.held.remove(pulled)))
            .replaceWithVoid();
      }
    };
  }

  /// The answer on its way back to a sender, which is heard if the process lives so long.
  void tells(Actor actor, Runnable heard) {
    called(actor, "Sender.told", new Object[0], () -> Uni.createFrom().voidItem().invoke(heard))
        .subscribe()
        .with(told -> {}, failure -> {});
  }

  /// Makes the call and goes on with its answer.
  ///
  /// @return what it turned out to be
  Action let(Call call) {
    taken(call);
    Object answer;
    try {
      answer = call.made().get();
    } catch (RuntimeException failure) {
      say(call + " fails\t" + failure);
      performed.add(call.action());
      call.caller().fail(failure);
      return call.action();
    }
    Action action = Meaning.answered(call.action(), answer);
    say(call.actor().name + " " + action + " " + call.name() + said(answer));
    performed.add(action);
    if (action == Action.BUFFER) call.actor().buffering = true;
    if (action == Action.RESERVE) call.actor().buffering = false;
    call.caller().complete(answer);
    return action;
  }

  /// The call fails.
  ///
  /// @param made whether it had its effect all the same
  void fail(Call call, boolean made, Action as) {
    taken(call);
    if (made) have(call);
    say(call + " " + (made ? "unheard" : "lost") + ": " + as);
    performed.add(as);
    call.caller().fail(new IOException(as.toString()));
  }

  /// The call is answered without being made.
  void answer(Call call, Object answer, Action as) {
    taken(call);
    say(call + ": " + as);
    performed.add(as);
    call.caller().complete(answer);
  }

  /// The process ends here.
  ///
  /// @param made a call that still has its effect, if any
  void kill(Actor actor, @Nullable Call made, Action as) {
    if (made != null) {
      taken(made);
      have(made);
    }
    say(actor.name + " " + as + (made == null ? "" : " after " + made.name()));
    performed.add(as);
    actor.dead = true;
    actor.calls.clear();
  }

  /// Its effect, if it has any, without its answer.
  private void have(Call call) {
    try {
      Object unheard = call.made().get();
    } catch (RuntimeException failure) {
      say(call + " fails\t" + failure);
    }
  }

  private static void taken(Call call) {
    if (!call.actor().calls.remove(call)) throw new IllegalStateException(call + " does not wait");
  }

  void say(String line) {
    trace.add(line);
  }

  private static String said(@Nullable Object answer) {
    if (answer == null) return "";
    if (answer instanceof Pulled pulled) return "\t" + pulled.messages().size() + " messages";
    String text = answer.toString();
    return "\t" + text.substring(0, Math.min(160, text.length()));
  }

  static <T> T done(Uni<T> uni) {
    T answer = await(uni);
    if (answer == null) throw new IllegalStateException("no answer");
    return answer;
  }

  static <T> @Nullable T await(Uni<T> uni) {
    try {
      return uni.subscribe().asCompletionStage().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("a store does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
