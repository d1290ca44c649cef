package dev.fairway.amqp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.proton.ProtonClient;
import io.vertx.proton.ProtonClientOptions;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSender;
import io.vertx.proton.ProtonSession;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.message.Message;

/// An open connection with its one sending link. It is lost once, with everything that waits for an
/// answer over it. To be used on its event loop.
final class AmqpConnection {
  /// A broker that is silent for twice as long is gone.
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /// More than any message that Artemis sends in one piece (`amqpMinLargeMessageSize`).
  private static final int MAX_FRAME_BYTES = 256 * 1024;

  /// How long a link may be without credit and in the middle of a message.
  private static final Duration STALL = Duration.ofMillis(500);

  private final ContextInternal loop;
  private final ProtonConnection connection;
  private final ProtonSender sender;
  private final Promise<Void> end;
  private final Set<Promise<?>> waiting = new HashSet<>();

  private AmqpConnection(ContextInternal loop, ProtonConnection connection) {
    this.loop = loop;
    this.connection = connection;
    this.end = loop.promise();
    // to no address: each message names its own, and all of them share one order
    this.sender = connection.createSender(null);
  }

  /// To be called on the loop that shall own the connection.
  static Future<AmqpConnection> open(ContextInternal loop, BrokerUri uri, Duration timeout) {
    var options =
        new ProtonClientOptions()
            .setHeartbeat((int) HEARTBEAT.toMillis())
            .setMaxFrameSize(MAX_FRAME_BYTES);
    options.setConnectTimeout((int) timeout.toMillis()).setSsl(uri.tls());
    if (uri.tls()) options.setHostnameVerificationAlgorithm("HTTPS");
    Promise<ProtonConnection> connected = loop.promise();
    ProtonClient.create(loop.owner())
        .connect(options, uri.host(), uri.port(), uri.user(), uri.password(), connected);
    return connected.future().compose(it -> new AmqpConnection(loop, it).open());
  }

  private Future<AmqpConnection> open() {
    Promise<AmqpConnection> opened = awaited();
    connection.disconnectHandler(it -> lose(new IOException("the broker is gone")));
    connection.closeHandler(it -> lose(closed("connection", it.cause())));
    sender.closeHandler(it -> lose(closed("link", it.cause())));
    connection.openHandler(it -> lostUnless(it.succeeded(), it.cause()));
    sender.openHandler(it -> {
      lostUnless(it.succeeded(), it.cause());
      opened.tryComplete(this);
    });
    connection.open();
    sender.open();
    return opened.future();
  }

  private void lostUnless(boolean fine, Throwable why) {
    if (!fine) lose(closed("connection", why));
  }

  private static IOException closed(String what, Throwable why) {
    return new IOException("the broker closed the " + what, why);
  }

  /// Completes when this connection is no more.
  Future<Void> end() {
    return end.future();
  }

  boolean isLost() {
    return end.future().isComplete();
  }

  void lose(IOException why) {
    if (!end.tryComplete()) return;
    connection.disconnect();
    for (Promise<?> promise : List.copyOf(waiting)) promise.tryFail(why);
  }

  /// What the broker is to answer; fails when the connection is lost before.
  <T> Promise<T> awaited() {
    Promise<T> promise = loop.promise();
    if (isLost()) promise.fail(new IOException("the connection is lost"));
    else {
      waiting.add(promise);
      promise.future().onComplete(answered -> waiting.remove(promise));
    }
    return promise;
  }

  /// Completes when the broker has accepted the message, that is: has it on disk.
  Future<Void> send(Message message) {
    Promise<Void> accepted = awaited();
    if (isLost()) return accepted.future();
    sender.send(
        message,
        delivery -> {
          if (delivery.getRemoteState() instanceof Accepted) accepted.tryComplete();
          else if (delivery.remotelySettled())
            accepted.tryFail(new IOException("not accepted: " + delivery.getRemoteState()));
        });
    return accepted.future();
  }

  /// Completes when the broker has read all that was written before: it opens a session, and that
  /// is answered.
  Future<Void> read() {
    Promise<Void> read = awaited();
    if (isLost()) return read.future();
    ProtonSession session = connection.createSession();
    session.openHandler(opened -> {
      session.close();
      read.tryComplete();
    });
    session.closeHandler(closed -> session.free());
    session.open();
    return read.future();
  }

  /// What the queue has to give at once, at most so many, in its order.
  Future<Delivered> receive(String queue, int atMost) {
    Promise<Delivered> received = awaited();
    if (isLost()) return received.future();
    ProtonReceiver receiver = connection.createReceiver(queue).setPrefetch(0).setAutoAccept(false);
    ((Source) receiver.getSource()).setCapabilities(Symbol.valueOf("queue"));
    var delivered = new Delivered(this, receiver);
    receiver.handler(delivered::add);
    receiver.closeHandler(it -> {
      IOException why = closed("link to " + queue, it.cause());
      // refused at once: the others' links may stay
      if (received.tryFail(why)) receiver.close();
      else lose(why);
    });
    receiver.open().flow(atMost);
    receiver.drain(0, drained -> received.tryComplete(delivered));
    shortOnStall(receiver, received, delivered);
    return received.future();
  }

  /// A broker that is asked to drain may take the credit of what it is just writing, which then
  /// never comes: it counts as not given, and is given again after this link.
  private void shortOnStall(
      ProtonReceiver receiver, Promise<Delivered> received, Delivered delivered) {
    long timer =
        loop.setPeriodic(
            STALL.toMillis(),
            each -> {
              if (receiver.getCredit() <= 0) received.tryComplete(delivered);
            });
    received.future().onComplete(done -> loop.owner().cancelTimer(timer));
  }
}
