package dev.fairway.local.knative;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A `serving.knative.dev/v1` Service: one function.
///
/// @param image the last part of its name, without a tag; several Services may run the same one
/// @param containerConcurrency requests at once per process; 0 is unlimited
/// @param timeout of one request
/// @param readiness path whose 2xx or 3xx says that a process can serve
/// @param startWithin how long a process may take to get there
/// @param millicores thousandths of a core that a process requests
record FunctionService(
    String name,
    String image,
    int containerConcurrency,
    Duration timeout,
    Scaling scaling,
    String readiness,
    Duration startWithin,
    int millicores,
    List<Variable> environment) {

  private static final int UNLIMITED = 10_000;

  /// One environment variable.
  sealed interface Variable {
    String name();

    record Literal(String name, String value) implements Variable {}

    /// @param source name of a Secret or ConfigMap
    record From(String name, String source, String key, boolean optional) implements Variable {}
  }

  int slots() {
    return containerConcurrency == 0 ? UNLIMITED : containerConcurrency;
  }

  static FunctionService read(Node document) {
    Node template = document.at("spec").at("template");
    Node spec = template.at("spec");
    int concurrency = spec.at("containerConcurrency").integer(0);
    List<Node> containers = spec.at("containers").items();
    if (containers.size() != 1) throw spec.at("containers").wrong("must be exactly one");
    Node container = containers.getFirst();
    Node probe = container.at("startupProbe");
    int startSeconds =
        probe.present()
            ? probe.at("periodSeconds").integer(10) * probe.at("failureThreshold").integer(3)
            : 60;
    return new FunctionService(
        document.at("metadata").at("name").text(),
        container.at("image").text().replaceAll("^.*/|[:@][^/]*$", ""),
        concurrency,
        Duration.ofSeconds(spec.at("timeoutSeconds").integer(300)),
        Scaling.read(template.at("metadata").at("annotations"), concurrency),
        container.at("readinessProbe").at("httpGet").at("path").optionalText().orElse("/"),
        Duration.ofSeconds(startSeconds),
        container.at("resources").at("requests").at("cpu").millicores(),
        variables(container.at("env")));
  }

  private static List<Variable> variables(Node env) {
    List<Variable> variables = new ArrayList<>();
    for (Node item : env.items()) {
      String name = item.at("name").text();
      Node from = item.at("valueFrom");
      if (!from.present()) {
        variables.add(new Variable.Literal(name, item.at("value").optionalText().orElse("")));
        continue;
      }
      Node ref =
          from.at("secretKeyRef").present() ? from.at("secretKeyRef") : from.at("configMapKeyRef");
      if (!ref.present()) throw from.wrong("is neither secretKeyRef nor configMapKeyRef");
      variables.add(
          new Variable.From(
              name,
              ref.at("name").text(),
              ref.at("key").text(),
              ref.at("optional").optionalText().map(Boolean::parseBoolean).orElse(false)));
    }
    return List.copyOf(variables);
  }
}
