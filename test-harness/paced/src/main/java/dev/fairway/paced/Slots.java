package dev.fairway.paced;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Places of this process in which tasks are held. Who finds none waits its turn at the door.
@Singleton
class Slots {
  private final Vertx vertx;
  private final Deque<Waiting> door = new ArrayDeque<>();
  private int free;

  private record Waiting(Context context, UniEmitter<? super Void> emitter) {
    /// Each goes on where it came from, never on the thread of the one before it.
    void enter() {
      context.runOnContext(now -> emitter.complete(null));
    }
  }

  Slots(Vertx vertx, @ConfigProperty(name = "fairway.paced.slots") int slots) {
    this.vertx = vertx;
    this.free = slots;
  }

  Uni<Void> take() {
    return Uni.createFrom()
        .emitter(emitter -> take(new Waiting(vertx.getOrCreateContext(), emitter)));
  }

  private void take(Waiting one) {
    synchronized (this) {
      if (free == 0) {
        door.addLast(one);
        return;
      }
      free--;
    }
    one.emitter().complete(null);
  }

  void give() {
    Waiting next;
    synchronized (this) {
      if (door.isEmpty()) {
        free++;
        return;
      }
      next = door.removeFirst();
    }
    next.enter();
  }
}
