package dev.fairway.local.knative;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The sum of all functions' metrics. Counters of processes that ended stay in it, so that none
/// ever falls. Belongs to the event loop.
final class FunctionMetrics {
  private static final int SCRAPE_MS = 2_000;
  private static final int LAST_LOOK_MS = 500;

  private final HttpClient client;
  private final Map<Instance, MetricsPage> latest = new HashMap<>();
  private final MetricsPage ended = new MetricsPage();

  FunctionMetrics(HttpClient client) {
    this.client = client;
  }

  /// Never fails: a process that does not answer keeps its last page.
  Future<Void> look(Instance instance) {
    return look(instance, LAST_LOOK_MS);
  }

  private Future<Void> look(Instance instance, int timeoutMs) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost("127.0.0.1")
            .setPort(instance.port)
            .setURI("/q/metrics")
            .setConnectTimeout(timeoutMs)
            .setTimeout(timeoutMs)
            .putHeader("accept", "text/plain; version=0.0.4");
    return client
        .request(options)
        .compose(request -> request.send())
        .compose(response ->
            response.statusCode() == 200
                ? response.body()
                : response.end().map(v -> Buffer.buffer()))
        .transform(body -> {
          if (body.succeeded() && body.result().length() > 0 && !instance.ended)
            latest.put(instance, MetricsPage.parse(body.result().toString()));
          return Future.succeededFuture();
        });
  }

  void ended(Instance instance) {
    MetricsPage last = latest.remove(instance);
    if (last != null) ended.addAccumulated(last);
  }

  /// Asks every serving process, then adds everything up.
  Future<MetricsPage> sum(List<Instance> instances) {
    List<Future<?>> looks = new ArrayList<>();
    for (Instance instance : instances)
      if (instance.isServing()) looks.add(look(instance, SCRAPE_MS));
    return Future.join(looks)
        .transform(looked -> {
          MetricsPage sum = new MetricsPage();
          sum.add(ended);
          latest.values().forEach(sum::add);
          return Future.succeededFuture(sum);
        });
  }
}
