package dev.fairway.dispatch;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs a piece of work one at a time; whoever asks while it runs shares the one run that follows.
/// That run begins after the asking, so it sees what the asker has done.
final class Coalesced<T> {
  private final Supplier<Uni<T>> work;
  private @Nullable CompletableFuture<T> following;
  private boolean running;

  Coalesced(Supplier<Uni<T>> work) {
    this.work = work;
  }

  Uni<T> run() {
    return Uni.createFrom().completionStage(this::join);
  }

  private CompletableFuture<T> join() {
    CompletableFuture<T> mine;
    boolean start;
    synchronized (this) {
      if (following == null) following = new CompletableFuture<>();
      mine = following;
      start = !running;
      running = true;
    }
    if (start) next();
    return mine.copy();
  }

  private void next() {
    CompletableFuture<T> current;
    synchronized (this) {
      if (following == null) {
        running = false;
        return;
      }
      current = following;
      following = null;
    }
    work.get()
        .onTermination()
        .invoke(this::next)
        .subscribe()
        .with(current::complete, current::completeExceptionally);
  }
}
