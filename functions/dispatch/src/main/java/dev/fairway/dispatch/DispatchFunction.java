package dev.fairway.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.runtime.Wire;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.quarkus.vertx.web.Route;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// The edge: which event turns the wheel how.
@Singleton
public class DispatchFunction {
  private static final Logger LOG = Logger.getLogger(DispatchFunction.class);

  private final Dispatch dispatch;
  private final DispatchMeters meters;

  public DispatchFunction(Dispatch dispatch, DispatchMeters meters) {
    this.dispatch = dispatch;
    this.meters = meters;
  }

  @Funq
  @CloudEventMapping(trigger = Wire.TASKS_OFFERED)
  public Uni<Void> offered(CloudEvent<JsonNode> event) {
    return dispatch.woken(Wire.shard(event.data()));
  }

  @Funq
  @CloudEventMapping(trigger = Wire.ACTIONS_COMPLETED)
  public Uni<Void> completed(CloudEvent<JsonNode> event) {
    return dispatch.completed(Wire.completion(event.data()));
  }

  @Funq
  @CloudEventMapping(trigger = Wire.WAKE)
  public Uni<Void> wake(CloudEvent<JsonNode> event) {
    return dispatch.woken(Wire.shard(event.data()));
  }

  /// Where the engine's Triggers send what could not be delivered. Every such event is a hint: the
  /// lease expires, the sweep finds the task. So it is said and counted, and nothing else.
  @Route(path = "/dead-letters", methods = Route.HttpMethod.POST)
  void deadLetter(RoutingContext context) {
    var request = context.request();
    String type = String.valueOf(request.getHeader("ce-type"));
    LOG.warnf(
        "room=dispatch event=undeliverable type=%s id=%s code=%s",
        type, request.getHeader("ce-id"), request.getHeader("ce-knativeerrorcode"));
    meters.deadLetter(type);
    context.response().setStatusCode(204).end();
  }
}
