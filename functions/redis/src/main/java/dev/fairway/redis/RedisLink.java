package dev.fairway.redis;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection for all calls of the process, so that they pipeline; opened when first needed,
/// and again after it broke. A call that fails is the caller's to repeat.
final class RedisLink {
  private static final int CALLS_IN_FLIGHT = 65_536;

  private final Redis redis;
  private final Duration timeout;
  private @Nullable Future<RedisConnection> connection;

  /// @param timeout of connecting, and of every call
  RedisLink(Vertx vertx, String uri, Duration timeout) {
    this.timeout = timeout;
    RedisOptions options =
        new RedisOptions().setConnectionString(uri).setMaxWaitingHandlers(CALLS_IN_FLIGHT);
    options.getNetClientOptions().setConnectTimeout((int) timeout.toMillis()).setTcpNoDelay(true);
    redis = Redis.createClient(vertx, options);
  }

  /// @param key decides the slot; the script's only KEYS
  Uni<Response> run(Script script, String key, List<String> arguments) {
    return evaluate(script, key, arguments)
        .onFailure(RedisLink::unknownScript)
        .recoverWithUni(() -> load(script).chain(() -> evaluate(script, key, arguments)));
  }

  /// The application's user may load scripts, not send them with a call: `EVAL` is denied it.
  private Uni<Response> load(Script script) {
    return send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text));
  }

  private Uni<Response> evaluate(Script script, String key, List<String> arguments) {
    Request request = Request.cmd(Command.EVALSHA).arg(script.sha).arg("1").arg(key);
    for (String argument : arguments) request.arg(argument);
    return send(request);
  }

  Uni<Response> send(Request request) {
    return Uni.createFrom()
        .completionStage(() -> connected().compose(it -> it.send(request)).toCompletionStage())
        .ifNoItem()
        .after(timeout)
        .fail()
        .onFailure(TimeoutException.class)
        .invoke(this::disconnect);
  }

  private static boolean unknownScript(Throwable failure) {
    return String.valueOf(failure.getMessage()).startsWith("NOSCRIPT");
  }

  private synchronized Future<RedisConnection> connected() {
    if (connection == null || connection.failed())
      connection =
          redis
              .connect()
              .onSuccess(it -> {
                it.exceptionHandler(broken -> forget(it));
                it.endHandler(ended -> forget(it));
              });
    return connection;
  }

  private synchronized void forget(RedisConnection broken) {
    if (connection != null && connection.result() == broken) connection = null;
    broken.close();
  }

  /// What does not answer in time is not trusted to answer later.
  private void disconnect() {
    RedisConnection silent;
    synchronized (this) {
      if (connection == null) return;
      silent = connection.result();
      connection = null;
    }
    if (silent != null) silent.close();
  }

  void close() {
    redis.close();
  }
}
