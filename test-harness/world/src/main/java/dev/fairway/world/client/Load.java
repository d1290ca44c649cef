package dev.fairway.world.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Sends requests, `width` at once, each until it has an answer that is final: 429, 5xx and silence
/// are sent again with the same ids, `Retry-After` honoured. Closed loop: it never outruns the
/// engine.
public final class Load {
  /// One request: exactly one event unless in batch mode.
  public record Parcel(Mode mode, List<Event> events) {
    public Parcel {
      events = List.copyOf(events);
    }

    public static Parcel of(Mode mode, Event event) {
      return new Parcel(mode, List.of(event));
    }
  }

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Ingress ingress;
  private final ClientLog log;
  private final int width;
  private final AtomicBoolean ended = new AtomicBoolean();

  public Load(Ingress ingress, ClientLog log, int width) {
    this.ingress = ingress;
    this.log = log;
    this.width = width;
  }

  /// Returns when every parcel has its answer, or `end` was called.
  public void run(Iterator<Parcel> parcels) {
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < width; i++) {
        var random = new SplittableRandom(i);
        running.add(senders.submit(() -> work(parcels, random)));
      }
      for (Future<?> sender : running) sender.get();
    } catch (InterruptedException e) {
      ended.set(true);
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("a sender failed", e.getCause());
    }
  }

  /// No further parcel is begun; those under way are seen to their answer.
  public void end() {
    ended.set(true);
  }

  private void work(Iterator<Parcel> parcels, SplittableRandom random) {
    try {
      for (Parcel next = next(parcels); next != null; next = next(parcels)) {
        deliver(next, random);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Parcel next(Iterator<Parcel> parcels) {
    synchronized (parcels) {
      return !ended.get() && parcels.hasNext() ? parcels.next() : null;
    }
  }

  private void deliver(Parcel parcel, SplittableRandom random) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      long submitted = System.nanoTime();
      log.submitted(parcel.events(), submitted);
      Answer answer = ingress.send(parcel.mode(), parcel.events());
      switch (answer) {
        case Answer.Told told -> log.told(parcel.events(), told, submitted, System.nanoTime());
        case Answer.Silence silence -> log.silent(silence);
      }
      if (!answer.again()) return;
      rest(answer, pause, random);
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) pause = LONGEST_PAUSE;
    }
  }

  /// As long as told, else ever longer; never in step with the others.
  private static void rest(Answer answer, Duration pause, SplittableRandom random)
      throws InterruptedException {
    Duration least =
        answer instanceof Answer.Told told
            ? told.retryAfter().orElse(Duration.ZERO)
            : Duration.ZERO;
    Duration longest = least.isZero() ? pause : least;
    long nanos = longest.toNanos() / 2 + random.nextLong(longest.toNanos());
    LockSupport.parkNanos(Math.max(nanos, least.toNanos()));
    if (Thread.interrupted()) throw new InterruptedException();
  }

  /// Every parcel `times` times, and nothing more than `window` places from where it stood.
  public static List<Parcel> shuffled(
      List<Parcel> parcels, int times, int window, SplittableRandom random) {
    List<Parcel> all = new ArrayList<>(parcels.size() * times);
    for (Parcel parcel : parcels) all.addAll(Collections.nCopies(times, parcel));
    for (int from = 0; from < all.size(); from += window) {
      List<Parcel> slice = all.subList(from, Math.min(from + window, all.size()));
      for (int i = slice.size() - 1; i > 0; i--) {
        Collections.swap(slice, i, random.nextInt(i + 1));
      }
    }
    return all;
  }
}
