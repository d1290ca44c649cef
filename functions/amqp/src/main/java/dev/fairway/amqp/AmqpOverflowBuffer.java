package dev.fairway.amqp;

import dev.fairway.model.Arrival;
import dev.fairway.ports.OverflowBuffer;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.proton.ProtonDelivery;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// The overflow buffers on AMQP 1.0. Nothing is opened before the first call; a call that the
/// broker does not answer within 5 s fails.
@Singleton
public class AmqpOverflowBuffer implements OverflowBuffer {
  private static final Logger LOG = Logger.getLogger(AmqpOverflowBuffer.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final AmqpLink link;
  private final MeterRegistry meters;

  /// @param uri of the broker, `amqp://user:password@host:port`
  @Inject
  public AmqpOverflowBuffer(
      Vertx vertx, @ConfigProperty(name = "fairway.amqp") String uri, MeterRegistry meters) {
    this(new AmqpLink(vertx, BrokerUri.parse(uri), TIMEOUT, System::nanoTime), meters);
  }

  AmqpOverflowBuffer(AmqpLink link, MeterRegistry meters) {
    this.link = link;
    this.meters = meters;
  }

  @Override
  public boolean isAvailable() {
    return link.isAvailable();
  }

  @Override
  public Uni<Void> send(int tenant, List<Arrival> arrivals) {
    var message = BufferMessage.of(tenant, new Message.Arrivals(arrivals));
    return link.call(connection -> connection.send(message));
  }

  @Override
  public Uni<Void> mark(int tenant, long epoch) {
    var message = BufferMessage.of(tenant, new Message.Marker(epoch));
    return link.call(connection -> connection.send(message));
  }

  @Override
  public Uni<Pulled> pull(int tenant, int atMost) {
    return link.call(connection ->
        connection
            .receive(BufferMessage.queue(tenant), atMost)
            .compose(delivered ->
                readable(tenant, connection, delivered)
                    .recover(failure ->
                        delivered.close().transform(closed -> Future.failedFuture(failure)))));
  }

  private Future<Pulled> readable(int tenant, AmqpConnection connection, Delivered delivered) {
    var pulled = new Held(connection, delivered);
    Future<Void> buried = Future.succeededFuture();
    for (Delivered.One one : delivered.all()) {
      try {
        pulled.add(BufferMessage.read(tenant, one.message()), one.delivery());
      } catch (BufferMessage.Unreadable why) {
        buried = buried.compose(before -> bury(tenant, connection, delivered, one, why));
      }
    }
    return buried.map(pulled);
  }

  /// Puts a message that nobody will ever understand aside, so that those behind it go on.
  private Future<Void> bury(
      int tenant,
      AmqpConnection connection,
      Delivered delivered,
      Delivered.One one,
      BufferMessage.Unreadable why) {
    return connection
        .send(BufferMessage.dead(tenant, one.message(), why))
        .compose(accepted -> delivered.accept(List.of(one.delivery())))
        .onSuccess(gone -> {
          meters
              .counter("fairway.buffer.unreadable", "tenant", Integer.toString(tenant))
              .increment();
          LOG.errorf(
              "unreadable message moved to=%s tenant=%d kind=%s",
              BufferMessage.DEAD, tenant, why.kind());
        });
  }

  @PreDestroy
  void close() {
    link.close();
  }

  private final class Held implements Pulled {
    private final AmqpConnection connection;
    private final Delivered delivered;
    private final List<Message> messages = new ArrayList<>();
    private final List<ProtonDelivery> unsettled = new ArrayList<>();

    Held(AmqpConnection connection, Delivered delivered) {
      this.connection = connection;
      this.delivered = delivered;
    }

    void add(Message message, ProtonDelivery delivery) {
      messages.add(message);
      unsettled.add(delivery);
    }

    @Override
    public List<Message> messages() {
      return List.copyOf(messages);
    }

    @Override
    public Uni<Void> settle(int first) {
      return link.on(
          connection,
          () -> {
            int settled = messages.size() - unsettled.size();
            List<ProtonDelivery> next = unsettled.subList(0, Math.max(0, first - settled));
            List<ProtonDelivery> settling = List.copyOf(next);
            next.clear();
            return delivered.accept(settling);
          });
    }

    /// A connection that is lost has given everything back as well.
    @Override
    public Uni<Void> close() {
      return link.on(connection, delivered::close).onFailure().recoverWithNull();
    }
  }
}
