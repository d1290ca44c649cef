package dev.fairway.world.bench;

import dev.fairway.world.bench.CpuTimes.Kind;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// One window of one mode.
///
/// @param completed tasks whose last step was committed within the window
/// @param acceptedInAll events answered 2xx from warm-up to end
/// @param completedInAll tasks that ended, when everything had drained
/// @param accept latency of one request
/// @param endToEnd from the answer to the commit of the last step
/// @param cpu micros within the window
/// @param functions the functions' share of it, by name
/// @param answers requests by status
/// @param store what the stores counted within the window
record Measurement(
    Shooter.Order order,
    double seconds,
    long accepted,
    long completed,
    long acceptedInAll,
    long completedInAll,
    double drainSeconds,
    Spread accept,
    Spread endToEnd,
    Map<Kind, Long> cpu,
    Map<String, Long> functions,
    Map<String, Long> answers,
    Map<String, Long> store) {

  double tasksPerSecond() {
    return completed / seconds;
  }

  double microsPerTask(Kind kind) {
    return completed == 0 ? 0 : (double) cpu.getOrDefault(kind, 0L) / completed;
  }

  double microsPerTask() {
    return completed == 0
        ? 0
        : (double) cpu.values().stream().mapToLong(Long::longValue).sum() / completed;
  }

  String mode() {
    return order.batch() == 1 ? "single" : "batch of " + order.batch();
  }

  Map<String, Object> asJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mode", mode());
    json.put("tenants", order.tenants());
    json.put("leadsPerTenant", order.leads());
    json.put("sendersPerTenant", order.senders());
    json.put("rateLimit", order.rate());
    json.put("seconds", seconds);
    json.put("tasksPerSecond", Math.round(tasksPerSecond()));
    json.put("acceptedPerSecond", Math.round(accepted / seconds));
    json.put("completed", completed);
    json.put("acceptedInAll", acceptedInAll);
    json.put("completedInAll", completedInAll);
    json.put("drainSeconds", drainSeconds);
    json.put("acceptMillis", accept.asJson());
    json.put("endToEndMillis", endToEnd.asJson());
    json.put("cpuMicrosPerTask", perTask());
    json.put("functionMicrosPerTask", functionsPerTask());
    json.put("answers", answers);
    json.put("perThousandTasks", perThousandTasks());
    return json;
  }

  private Map<String, Object> perTask() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      json.put(kind.name().toLowerCase(Locale.ROOT), round(microsPerTask(kind)));
    }
    json.put("all", round(microsPerTask()));
    return json;
  }

  private Map<String, Double> functionsPerTask() {
    return functions.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                e -> completed == 0 ? 0 : round((double) e.getValue() / completed)));
  }

  Map<String, Double> perThousandTasks() {
    return store.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                e -> completed == 0 ? 0 : round(e.getValue() * 1_000.0 / completed)));
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }

  static final String HEADER =
      """
      | when | mode | tasks/s | accept p50/p99 ms | end to end p50/p99 ms | CPU us/task: functions | PostgreSQL | Redis | launcher, Artemis, gateway | load | all |
      |---|---|---|---|---|---|---|---|---|---|---|
      """;

  String row(String when) {
    return "| %s | %s | %.0f | %.1f / %.1f | %.0f / %.0f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |"
        .formatted(
            when,
            mode() + (order.rate() == 0 ? "" : ", at most " + order.rate() + "/s"),
            tasksPerSecond(),
            accept.p50(),
            accept.p99(),
            endToEnd.p50(),
            endToEnd.p99(),
            microsPerTask(Kind.FUNCTIONS),
            microsPerTask(Kind.POSTGRESQL),
            microsPerTask(Kind.REDIS),
            microsPerTask(Kind.LAUNCHER),
            microsPerTask(Kind.LOAD),
            microsPerTask());
  }
}
