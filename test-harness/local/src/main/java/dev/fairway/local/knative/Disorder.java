package dev.fairway.local.knative;

import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;

/// What a Broker on channels may do and one that keeps order seldom does: deliver any of the
/// waiting events next, and deliver an event again because the answer was lost on its way. Belongs
/// to the event loop.
final class Disorder {
  /// `-Dfairway.local.disorder=<seed>`; without it events go in their order, each once.
  static final String PROPERTY = "fairway.local.disorder";

  /// How far an event may overtake.
  private static final int REACH = 64;

  private static final double LOST_ANSWERS = 0.1;

  private final Optional<SplittableRandom> random;

  private Disorder(Optional<SplittableRandom> random) {
    this.random = random;
  }

  static Disorder ofProperty() {
    return of(Optional.ofNullable(Long.getLong(PROPERTY)));
  }

  static Disorder of(Optional<Long> seed) {
    return new Disorder(seed.map(SplittableRandom::new));
  }

  /// Takes what is next out of a queue that is not empty.
  <T> T next(Deque<T> queue) {
    random.ifPresent(it -> {
      int overtaken = it.nextInt(Math.min(queue.size(), REACH));
      for (int i = 0; i < overtaken; i++) queue.addLast(queue.removeFirst());
    });
    return queue.removeFirst();
  }

  boolean losesAnswer() {
    return random.filter(it -> it.nextDouble() < LOST_ANSWERS).isPresent();
  }
}
