package dev.fairway.amqp;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection for all calls of the process, opened when first needed, and again after it broke.
/// All that touches it runs on one event loop, in the order of the calls; their answers come on the
/// callers'. A call that fails is the caller's to repeat.
final class AmqpLink {
  /// How long a failure speaks for the broker's state.
  private static final long AWAY_NANOS = Duration.ofSeconds(1).toNanos();

  private final VertxInternal vertx;
  private final ContextInternal loop;
  private final BrokerUri uri;
  private final Duration timeout;
  private final LongSupplier nanos;
  private volatile boolean failed;
  private volatile long failedAt;
  // on the loop only
  private @Nullable Future<AmqpConnection> connection;

  /// @param timeout of connecting, and of every call
  /// @param nanos monotonic
  AmqpLink(Vertx vertx, BrokerUri uri, Duration timeout, LongSupplier nanos) {
    this.vertx = (VertxInternal) vertx;
    this.loop = this.vertx.createEventLoopContext();
    this.uri = uri;
    this.timeout = timeout;
    this.nanos = nanos;
  }

  boolean isAvailable() {
    return !failed || nanos.getAsLong() - failedAt >= AWAY_NANOS;
  }

  /// Over the connection, which is opened if there is none.
  <T> Uni<T> call(Function<AmqpConnection, Future<T>> step) {
    return run(this::connected, step);
  }

  /// Over this very connection, or none.
  <T> Uni<T> on(AmqpConnection opened, Supplier<Future<T>> step) {
    return run(() -> loop.succeededFuture(opened), it -> step.get());
  }

  private <T> Uni<T> run(
      Supplier<Future<AmqpConnection>> connecting, Function<AmqpConnection, Future<T>> step) {
    return Uni.createFrom()
        .completionStage(() -> {
          Promise<T> caller = vertx.promise();
          loop.runOnContext(now -> {
            Future<AmqpConnection> used = connecting.get();
            used.compose(step)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(why -> failed(used, why))
                .onComplete(caller);
          });
          return caller.future().toCompletionStage();
        });
  }

  private Future<AmqpConnection> connected() {
    if (connection == null || connection.failed()) {
      Future<AmqpConnection> opening = AmqpConnection.open(loop, uri, timeout);
      connection = opening;
      opening.onSuccess(it -> {
        failed = false;
        it.end().onComplete(ended -> lost(opening));
      });
    }
    return connection;
  }

  private void lost(Future<AmqpConnection> ended) {
    away();
    if (connection == ended) connection = null;
  }

  /// What does not answer in time is not trusted to answer later.
  private void failed(Future<AmqpConnection> used, Throwable why) {
    away();
    if (!(why instanceof TimeoutException)) return;
    if (connection == used) connection = null;
    used.onSuccess(it -> it.lose(new IOException("the broker does not answer", why)));
  }

  private void away() {
    failedAt = nanos.getAsLong();
    failed = true;
  }

  void close() {
    loop.runOnContext(now -> {
      if (connection != null) connection.onSuccess(it -> it.lose(new IOException("closing")));
    });
  }
}
