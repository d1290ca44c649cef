package dev.fairway.recovery;

import dev.fairway.model.flow.FlowSignal;
import dev.fairway.ports.Flows;
import dev.fairway.ports.Flows.TenantFlow;
import dev.fairway.ports.OverflowBuffer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/// Finds what somebody put into a buffer and died before confirming it, after its marker had come
/// out: the tenant pushes and nobody looks there any more. Nobody was promised anything, but an
/// event must not turn up in months, when all have forgotten that it was sent again and done.
public class Stragglers {
  /// Longer than anybody who sends to a buffer may live without confirming.
  private static final Duration LATELY = Duration.ofMinutes(10);

  private final Flows flows;
  private final OverflowBuffer buffer;

  public Stragglers(Flows flows, OverflowBuffer buffer) {
    this.flows = flows;
    this.buffer = buffer;
  }

  /// Makes the tenants of non-empty buffers pull again.
  ///
  /// @return whether any tenant of the database pulls
  public Uni<Boolean> pulls(String database) {
    return flows
        .pushingAgain(database, LATELY)
        .chain(lately ->
            Multi.createFrom()
                .iterable(lately)
                .onItem()
                .transformToUniAndConcatenate(flow -> look(database, flow))
                .collect()
                .asList())
        .chain(() -> flows.diverted(database))
        .map(diverted -> !diverted.isEmpty());
  }

  private Uni<Boolean> look(String database, TenantFlow flow) {
    return buffer
        .pull(flow.tenant(), 1)
        .chain(pulled -> pulled.close().replaceWith(!pulled.messages().isEmpty()))
        .chain(found ->
            found
                ? flows.move(
                    database,
                    flow.tenant(),
                    flow.state(),
                    new FlowSignal.Buffered().from(flow.state()))
                : Uni.createFrom().item(false));
  }
}
