package dev.fairway.enqueue;

import dev.fairway.enqueue.Results.Result;
import dev.fairway.runtime.Meters;
import dev.fairway.runtime.Refusal;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// Gathers requests that arrive while others are under way, so that one acceptance serves many. A
/// lone request never waits: gathering happens only behind a flight.
@Singleton
public class Intake {
  private record Waiting(List<Submission> request, UniEmitter<? super List<Answer>> sender) {}

  private final Enqueue enqueue;
  private final EnqueueConfig config;
  private final Meters meters;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int waitingEvents;
  private int flying;

  @Inject
  Intake(Enqueue enqueue, EnqueueConfig config, Meters meters) {
    this.enqueue = enqueue;
    this.config = config;
    this.meters = meters;
  }

  /// @return one answer per event; fails with a [Refusal] that concerns the request as a whole
  Uni<List<Answer>> take(List<Submission> request) {
    return Uni.createFrom()
        .emitter(sender -> {
          if (join(new Waiting(request, sender))) fly();
          else {
            meters.count("requests.refused", "backlog", 1);
            sender.fail(Refusal.noRoom("too many requests are waiting here", config.retryAfter()));
          }
        });
  }

  private synchronized boolean join(Waiting request) {
    int size = request.request().size();
    if (waitingEvents > 0 && waitingEvents + size > config.backlog()) return false;
    waiting.add(request);
    waitingEvents += size;
    return true;
  }

  private void fly() {
    for (List<Waiting> flight = board(); !flight.isEmpty(); flight = board()) {
      List<Waiting> aboard = flight;
      meters.sized("enqueue.gathered", aboard.stream().mapToInt(one -> one.request().size()).sum());
      Uni.createFrom()
          .deferred(() -> enqueue.run(aboard.stream().map(Waiting::request).toList()))
          .subscribe()
          .with(
              results -> {
                landed();
                for (int i = 0; i < aboard.size(); i++)
                  tell(aboard.get(i).sender(), results.get(i));
                fly();
              },
              failure -> {
                landed();
                aboard.forEach(one -> one.sender().fail(failure));
                fly();
              });
    }
  }

  private static void tell(UniEmitter<? super List<Answer>> sender, Result result) {
    switch (result) {
      case Result.Taken(List<Answer> answers) -> sender.complete(answers);
      case Result.Refused(Refusal refusal) -> sender.fail(refusal);
    }
  }

  /// The next flight; empty if none may start.
  private synchronized List<Waiting> board() {
    List<Waiting> aboard = new ArrayList<>();
    if (flying >= config.flights()) return aboard;
    int events = 0;
    for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
      int size = next.request().size();
      if (!aboard.isEmpty() && events + size > config.gather()) break;
      aboard.add(waiting.remove());
      events += size;
    }
    waitingEvents -= events;
    if (!aboard.isEmpty()) flying++;
    return aboard;
  }

  private synchronized void landed() {
    flying--;
  }
}
