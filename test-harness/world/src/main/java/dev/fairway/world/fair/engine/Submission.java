package dev.fairway.world.fair.engine;

import dev.fairway.world.client.ClientLog;
import dev.fairway.world.client.Event;
import dev.fairway.world.client.Ingress;
import dev.fairway.world.client.Load;
import dev.fairway.world.client.Load.Parcel;
import dev.fairway.world.client.Mode;
import dev.fairway.world.client.Pace;
import dev.fairway.world.fair.Task;
import dev.fairway.world.history.EventKey;
import dev.fairway.world.history.Sent;
import dev.fairway.world.history.Sent.Fate;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// Sends tasks at their times, in their order: each request carries what is due, and the next one
/// begins when it is answered.
final class Submission {
  private static final int AT_MOST = 500;
  private static final String SOURCE = "/fair";

  private final List<Task> tasks;
  private final long start;
  private final ClientLog log = new ClientLog();

  /// @param start by the monotonic clock, in nanoseconds
  Submission(List<Task> tasks, long start) {
    this.tasks = tasks;
    this.start = start;
  }

  /// Returns when all are answered.
  ///
  /// @return by how many milliseconds the latest answer came after its task's time
  /// @throws IllegalStateException if one was not taken
  long send(URI engine) {
    try (var ingress = new Ingress(engine, 1)) {
      new Load(ingress, log, 1).run(parcels());
    }
    Map<String, Long> due = new HashMap<>();
    for (Task task : tasks) due.put(task.id(), start + task.at() * 1_000_000);
    long latest = 0;
    for (Sent sent : log.sent()) {
      if (!(sent.fate() instanceof Fate.Accepted accepted) || accepted.tasks().size() != 1)
        throw new IllegalStateException("not taken: " + sent);
      Long when = due.remove(sent.event().id());
      if (when != null) latest = Math.max(latest, accepted.answered() - when);
    }
    if (!due.isEmpty()) throw new IllegalStateException("never sent: " + due.keySet());
    return latest / 1_000_000;
  }

  private Iterator<Parcel> parcels() {
    return new Iterator<>() {
      private final Pace pace = new Pace(start, Duration.ofMillis(1));
      private int next;

      @Override
      public boolean hasNext() {
        return next < tasks.size();
      }

      @Override
      public Parcel next() {
        if (!hasNext()) throw new NoSuchElementException();
        pace.await(tasks.get(next).at());
        long now = (System.nanoTime() - start) / 1_000_000;
        List<Event> events = new ArrayList<>();
        while (hasNext() && events.size() < AT_MOST && tasks.get(next).at() <= now)
          events.add(event(tasks.get(next), next++));
        return new Parcel(Mode.BATCH, events);
      }
    };
  }

  private static Event event(Task task, int number) {
    return new Event(
        new EventKey(task.tenant(), SOURCE, task.id()),
        Stage.TYPE,
        task.key(),
        number,
        Map.of("task", task.id(), "serviceMs", task.serviceMs()));
  }
}
