package dev.fairway.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairway.runtime.LogLine;
import dev.fairway.runtime.Wire;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.web.Route;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// The edge: which event turns the wheel how.
@Singleton
public class DispatchFunction {
  private static final Logger LOG = Logger.getLogger(DispatchFunction.class);

  /// A slow process is no dead one: its leases run on.
  private static final String TIMED_OUT = "504";

  private final Dispatch dispatch;
  private final DispatchMeters meters;

  public DispatchFunction(Dispatch dispatch, DispatchMeters meters) {
    this.dispatch = dispatch;
    this.meters = meters;
  }

  /// Beside the orderly end, which waits for requests under way, keepers' among them.
  void started(@Observes StartupEvent event) {
    Runtime.getRuntime().addShutdownHook(new Thread(dispatch::end, "end keepers"));
  }

  @Funq
  @CloudEventMapping(trigger = Wire.TASKS_OFFERED)
  public Uni<Void> offered(CloudEvent<JsonNode> event) {
    return dispatch.woken(Wire.shard(event.data()));
  }

  @Funq
  @CloudEventMapping(trigger = Wire.BUFFER_READY)
  public Uni<Void> buffered(CloudEvent<JsonNode> event) {
    return dispatch.buffered(Wire.shard(event.data()));
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

  /// Where the engine's Triggers send what could not be delivered. Every such event is a hint,
  /// which the sweep replaces; a request whose process died with it also says which tasks to
  /// suspect.
  @Route(path = "/dead-letters", methods = Route.HttpMethod.POST)
  Uni<Void> deadLetter(RoutingContext context) {
    var request = context.request();
    String type = String.valueOf(request.getHeader("ce-type"));
    String code = String.valueOf(request.getHeader("ce-knativeerrorcode"));
    new LogLine("dispatch", "undeliverable")
        .with("type", type)
        .with("id", request.getHeader("ce-id"))
        .with("code", code)
        .to(LOG, Logger.Level.WARN);
    meters.deadLetter(type);
    return type.equals(Wire.ACTIONS_REQUESTED) && !code.equals(TIMED_OUT)
        ? dispatch.undeliverable(Wire.request(Wire.tree(String.valueOf(context.body().asString()))))
        : Uni.createFrom().voidItem();
  }
}
