package dev.fairway.dispatch;

import dev.fairway.model.Arrival;
import dev.fairway.model.flow.FlowState;
import dev.fairway.ports.Flows.TenantFlow;
import dev.fairway.ports.OverflowBuffer.Message;
import dev.fairway.ports.OverflowBuffer.Pulled;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What one pull brought of one tenant: as many messages as fit into its room (the first one in any
/// case), up to the marker that ends its pulling. What is behind stays in the buffer.
final class Portion {
  private final TenantFlow flow;
  private final boolean ofDeleted;
  private final Pulled pulled;
  private final List<Arrival> arrivals = new ArrayList<>();
  private int messages;
  private int tasks;
  private boolean marker;
  private boolean movedOn;

  /// @param ofDeleted the tenant is no more, and neither is what it brought
  Portion(TenantFlow flow, boolean ofDeleted, Pulled pulled, int room) {
    this.flow = flow;
    this.ofDeleted = ofDeleted;
    this.pulled = pulled;
    for (Message message : pulled.messages()) {
      if (marker || !arrivals.isEmpty() && tasks >= room) break;
      messages++;
      switch (message) {
        case Message.Arrivals(List<Arrival> more) -> {
          for (Arrival arrival : more) arrivals.add(arrival.at(flow.state().epoch()));
          tasks += more.stream().mapToInt(arrival -> arrival.candidates().size()).sum();
        }
        case Message.Marker(long epoch) ->
            marker = flow.state().mode() == FlowState.Mode.CLOSING && flow.state().epoch() == epoch;
      }
    }
  }

  int tenant() {
    return flow.tenant();
  }

  boolean ofDeleted() {
    return ofDeleted;
  }

  FlowState state() {
    return flow.state();
  }

  Instant since() {
    return flow.since();
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  /// Done with, unless the flow moved on.
  int messages() {
    return movedOn ? 0 : messages;
  }

  int tasks() {
    return tasks;
  }

  OptionalInt tasksPerMessage() {
    return messages == 0 ? OptionalInt.empty() : OptionalInt.of(Math.max(1, tasks / messages));
  }

  boolean reachedMarker() {
    return marker;
  }

  boolean foundNothing() {
    return pulled.messages().isEmpty();
  }

  /// The flow changed under it: nothing of it counts, all of it comes again.
  void movedOn() {
    movedOn = true;
  }

  boolean hasMovedOn() {
    return movedOn;
  }

  Uni<Void> settle() {
    return messages == 0 ? Uni.createFrom().voidItem() : pulled.settle(messages);
  }

  Uni<Void> close() {
    return pulled.close();
  }
}
