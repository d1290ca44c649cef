package dev.fairway.paced;

import dev.fairway.model.Lease;
import dev.fairway.model.OpenTask;
import dev.fairway.model.StepCommit;
import dev.fairway.model.TaskId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Tasks that are held here now, each in a slot, and what there is to tell of it.
@Singleton
public class Holds {
  /// Member of an event's data: how long its task is held; 0 if absent.
  private static final String SERVICE_MS = "serviceMs";

  private final Vertx vertx;
  private final Slots slots;
  private final Map<TaskId, Hold> held = new ConcurrentHashMap<>();

  public Holds(Vertx vertx, Slots slots) {
    this.vertx = vertx;
    this.slots = slots;
  }

  /// A task's time in a slot. Its visit may go round again after a conflict; it is held once.
  private final class Hold {
    private final Map<String, Object> stamp = new ConcurrentHashMap<>();
    private boolean given;

    private Hold(Lease lease) {
      stamp.put("dispatched", counter(lease.token()));
    }

    private Uni<Void> begin(OpenTask task) {
      if (stamp.putIfAbsent("started", now()) != null) return Uni.createFrom().voidItem();
      stamp.put("attempt", 1L + task.lost() + task.attempts());
      long millis = task.event().data().get(SERVICE_MS) instanceof Long ms ? ms : 0;
      return millis == 0
          ? Uni.createFrom().voidItem().invoke(this::end)
          : Uni.createFrom()
              .<Void>emitter(after -> vertx.setTimer(millis, timer -> after.complete(null)))
              .invoke(this::end);
    }

    private void end() {
      stamp.put("ended", now());
      give();
    }

    private synchronized void give() {
      if (!given) slots.give();
      given = true;
    }
  }

  /// The visit of these tasks, when there is a slot for it. The slot is free again when the time of
  /// the task is over, at the latest with the visit.
  ///
  /// @param leases exactly one
  <T> Uni<T> during(List<Lease> leases, Supplier<Uni<T>> visit) {
    if (leases.size() != 1)
      throw new IllegalArgumentException("tasks for one slot: " + leases.size());
    Lease lease = leases.getFirst();
    TaskId task = lease.task().task();
    return slots
        .take()
        .chain(() -> {
          Hold hold = new Hold(lease);
          held.put(task, hold);
          return visit
              .get()
              .onTermination()
              .invoke(() -> {
                held.remove(task, hold);
                hold.give();
              });
        });
  }

  /// Neither a connection nor a thread is held meanwhile.
  Uni<Void> hold(OpenTask task) {
    Hold hold = held.get(task.task());
    return hold == null ? Uni.createFrom().voidItem() : hold.begin(task);
  }

  /// The commit with what an analyser asks, in each of its activities.
  StepCommit stamped(StepCommit commit) {
    Hold hold = held.get(commit.task());
    if (hold == null) return commit;
    return new StepCommit(
        commit.task(),
        commit.tenant(),
        commit.lead(),
        commit.progress(),
        commit.leadVersion(),
        commit.patch(),
        commit.others(),
        commit.records(),
        commit.activities().stream().map(activity -> with(activity, hold.stamp)).toList(),
        commit.events(),
        commit.removes(),
        commit.entries(),
        commit.executed(),
        commit.next());
  }

  private static StepCommit.Activity with(StepCommit.Activity activity, Map<String, Object> stamp) {
    Map<String, Object> attributes = new HashMap<>(activity.attributes());
    attributes.putAll(stamp);
    return new StepCommit.Activity(activity.type(), activity.step(), attributes);
  }

  /// Milliseconds since the epoch, with a fraction.
  private static double now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
  }

  /// A token is `<generation>-<counter>`; the counter grows in the order of leases.
  private static long counter(String token) {
    return Long.parseLong(token.substring(token.indexOf('-') + 1));
  }
}
