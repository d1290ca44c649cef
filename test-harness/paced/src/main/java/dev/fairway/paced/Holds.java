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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Tasks that this process executes now: their leases, and since when each is held.
@Singleton
public class Holds {
  /// Member of an event's data: how long its task is held; 0 if absent.
  static final String SERVICE_MS = "serviceMs";

  private final Vertx vertx;
  private final Map<TaskId, Hold> held = new ConcurrentHashMap<>();

  /// @param started when its task was first opened under this lease, by the database's clock
  private record Hold(String token, Optional<OpenTask> started) {}

  public Holds(Vertx vertx) {
    this.vertx = vertx;
  }

  void begin(List<Lease> leases) {
    for (Lease lease : leases)
      held.put(lease.task().task(), new Hold(lease.token(), Optional.empty()));
  }

  void end(List<Lease> leases) {
    for (Lease lease : leases) held.remove(lease.task().task());
  }

  /// As long as the slowest of these takes, if they were not held before: a visit that goes round
  /// again after a conflict has had its time. Neither a connection nor a thread is held meanwhile.
  Uni<Void> hold(List<OpenTask> tasks) {
    long longest = tasks.stream().mapToLong(this::start).max().orElse(0);
    return longest == 0
        ? Uni.createFrom().voidItem()
        : Uni.createFrom()
            .emitter(after -> vertx.setTimer(longest, timer -> after.complete(null)));
  }

  private long start(OpenTask task) {
    Hold hold = held.get(task.task());
    if (hold == null || hold.started().isPresent()) return 0;
    held.put(task.task(), new Hold(hold.token(), Optional.of(task)));
    return task.event().data().get(SERVICE_MS) instanceof Long millis ? millis : 0;
  }

  /// The commit with what an analyser asks, in each of its activities.
  StepCommit stamped(StepCommit commit) {
    Hold hold = held.get(commit.task());
    if (hold == null || hold.started().isEmpty()) return commit;
    OpenTask task = hold.started().get();
    Map<String, Object> stamp =
        Map.of(
            "started", millis(task.now()),
            "dispatched", counter(hold.token()),
            "attempt", 1L + task.lost() + task.attempts());
    List<StepCommit.Activity> activities =
        commit.activities().stream().map(activity -> with(activity, stamp)).toList();
    return new StepCommit(
        commit.task(),
        commit.tenant(),
        commit.lead(),
        commit.progress(),
        commit.leadVersion(),
        commit.patch(),
        commit.others(),
        activities,
        commit.events(),
        commit.executed(),
        commit.next());
  }

  private static StepCommit.Activity with(
      StepCommit.Activity activity, Map<String, Object> stamp) {
    Map<String, Object> attributes = new HashMap<>(activity.attributes());
    attributes.putAll(stamp);
    return new StepCommit.Activity(activity.type(), activity.step(), attributes);
  }

  /// Since the epoch, with a fraction.
  private static double millis(Instant at) {
    return at.getEpochSecond() * 1e3 + at.getNano() / 1e6;
  }

  /// A token is `<generation>-<counter>`; the counter grows in the order of leases.
  private static long counter(String token) {
    return Long.parseLong(token.substring(token.indexOf('-') + 1));
  }
}
