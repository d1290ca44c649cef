package dev.fairway.enqueue;

import dev.fairway.model.Event;
import dev.fairway.model.campaign.Schema;
import dev.fairway.ports.Audit;
import dev.fairway.ports.Events;
import dev.fairway.runtime.CloudEvents.Limits;
import dev.fairway.runtime.CrashPoint;
import dev.fairway.runtime.Delivery;
import dev.fairway.runtime.Edge;
import dev.fairway.runtime.Identity;
import dev.fairway.runtime.Identity.Caller;
import dev.fairway.runtime.Json;
import dev.fairway.runtime.Received;
import dev.fairway.runtime.Refusal;
import dev.fairway.runtime.Room;
import dev.fairway.runtime.Trespasses;
import dev.fairway.runtime.Wire;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The edge of enqueue: `POST /events` for marketing systems, and the root for events that come by
/// the marketing Broker. Who sends, for which tenant, about whom; then the answer.
@Singleton
public class EnqueueFunction {
  private final Edge edge;
  private final Identity identity;
  private final Delivery delivery;
  private final Intake intake;
  private final EnqueueConfig config;
  private final Trespasses trespasses;
  private final ScheduledRuns runs;
  private final Events events;

  @Inject
  EnqueueFunction(
      Edge edge,
      Identity identity,
      Delivery delivery,
      Intake intake,
      EnqueueConfig config,
      Audit audit,
      Room room,
      ScheduledRuns runs,
      Events events) {
    this.edge = edge;
    this.identity = identity;
    this.delivery = delivery;
    this.intake = intake;
    this.config = config;
    this.trespasses = new Trespasses(audit, room);
    this.runs = runs;
    this.events = events;
  }

  void open(@Observes Router router) {
    Limits limits = new Limits(config.eventBytes(), config.batchBytes(), config.batchEvents());
    edge.take(router, "/events", limits, this::events);
  }

  /// Of any type: what no campaign triggers on becomes part of the lead's history.
  @Funq
  @CloudEventMapping(trigger = "*")
  public Uni<Void> event() {
    return taken(delivery.received(), identity.broker(delivery.headers())).replaceWithVoid();
  }

  /// A hint, whoever sends it: only what is due is done. The sweep sees runs that are due, and
  /// those that nobody works on any more. What is not done within this request goes on with the
  /// next.
  @Funq
  @CloudEventMapping(trigger = Wire.RUNS_PENDING)
  public Uni<Void> runs() {
    return runs.turn(config.runs())
        .chain(more ->
            more
                ? events.internal(Wire.RUNS_PENDING, Map.of(), "runs", "{}")
                : Uni.createFrom().voidItem());
  }

  private void events(RoutingContext context) {
    Context own = context.vertx().getOrCreateContext();
    Uni.createFrom()
        .deferred(() -> taken(Edge.received(context), identity.caller(context.request().headers())))
        .emitOn(task -> own.runOnContext(ignored -> task.run()))
        .subscribe()
        .with(answers -> accepted(context, answers), context::fail);
  }

  private Uni<List<Answer>> taken(Received received, Uni<Caller> from) {
    return from.call(caller -> trespass(caller, received.events()))
        .chain(caller -> intake.take(submissions(caller, received.events())))
        .invoke(answers -> {
          for (int i = 0; i < answers.size(); i++)
            received.tasks()[i] = answers.get(i).tasks().size();
          CrashPoint.reached("before-2xx");
        });
  }

  /// One event of another tenant is enough to tell.
  private Uni<Void> trespass(Caller caller, List<Event> events) {
    return events.stream()
        .flatMap(event -> declared(event).stream())
        .filter(tenant -> !caller.actsFor(tenant))
        .findFirst()
        .map(tenant -> trespasses.keep(caller, tenant, "POST /events"))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private static Optional<String> declared(Event event) {
    return Optional.ofNullable(event.extensions().get("tenantid"));
  }

  private List<Submission> submissions(Caller caller, List<Event> events) {
    List<Submission> submissions = new ArrayList<>(events.size());
    List<Map<String, Object>> invalid = new ArrayList<>();
    Optional<Refusal> first = Optional.empty();
    for (int index = 0; index < events.size(); index++) {
      try {
        submissions.add(submission(caller, events.get(index)));
      } catch (Refusal refusal) {
        if (first.isEmpty()) first = Optional.of(refusal);
        invalid.add(Map.of("index", index, "reason", refusal.detail()));
      }
    }
    if (first.isEmpty()) return submissions;
    throw events.size() == 1 ? first.get() : whole(first.get(), invalid, events.size());
  }

  private Submission submission(Caller caller, Event event) {
    if (event.type().equals(Schema.SCHEDULED))
      throw Refusal.malformed("type " + Schema.SCHEDULED + " is the engine's own");
    return Submission.of(caller.tenant(declared(event)), event, config.depth());
  }

  private static Refusal whole(Refusal first, List<Map<String, Object>> invalid, int size) {
    return new Refusal(
        first.status(),
        first.type(),
        first.title(),
        invalid.size() + " of " + size + " events are refused; nothing of the batch was taken",
        Optional.empty(),
        Map.of("invalid", invalid));
  }

  private static void accepted(RoutingContext context, List<Answer> answers) {
    Map<String, Object> body =
        Map.of("events", answers.stream().map(answer -> (Object) answer.toJson()).toList());
    context
        .response()
        .setStatusCode(202)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(Json.write(body)));
  }
}
