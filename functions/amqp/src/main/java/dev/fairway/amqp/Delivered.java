package dev.fairway.amqp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.proton.ProtonDelivery;
import io.vertx.proton.ProtonReceiver;
import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.message.Message;

/// What one receiving link was given. While it is open the exclusive queue gives nobody else
/// anything; when it closes, or its connection is lost, what was not accepted is in its old place.
final class Delivered {
  record One(ProtonDelivery delivery, Message message) {}

  private final AmqpConnection connection;
  private final ProtonReceiver receiver;
  private final List<One> all = new ArrayList<>();

  Delivered(AmqpConnection connection, ProtonReceiver receiver) {
    this.connection = connection;
    this.receiver = receiver;
  }

  void add(ProtonDelivery delivery, Message message) {
    all.add(new One(delivery, message));
  }

  List<One> all() {
    return all;
  }

  /// Completes when the broker has read that these were accepted. It does not answer that itself,
  /// and reads in order; should it die before that is on disk, they come again.
  Future<Void> accept(List<ProtonDelivery> deliveries) {
    if (!connection.isLost())
      for (ProtonDelivery delivery : deliveries) delivery.disposition(Accepted.getInstance(), true);
    return connection.read();
  }

  Future<Void> close() {
    Promise<Void> closed = connection.awaited();
    if (connection.isLost()) return connection.end();
    receiver.closeHandler(it -> {
      receiver.free();
      closed.tryComplete();
    });
    receiver.close();
    return closed.future();
  }
}
