package dev.fairway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The third layer: what a cluster refuses of a single manifest although its types are right.
final class Webhooks {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z][a-z0-9]*");
  private static final Set<String> DIALECTS =
      Set.of("exact", "prefix", "suffix", "all", "any", "not", "cesql");

  private static final String AUTOSCALING = "autoscaling.knative.dev/";
  private static final Set<String> SCALING =
      Set.of(
          "class",
          "metric",
          "min-scale",
          "max-scale",
          "initial-scale",
          "activation-scale",
          "target",
          "target-utilization-percentage",
          "target-burst-capacity",
          "window",
          "panic-window-percentage",
          "panic-threshold-percentage",
          "scale-down-delay",
          "scale-to-zero-pod-retention-period");

  /// Fields of a pod that Knative Serving takes without a feature flag.
  private static final Set<String> POD =
      Set.of(
          "containers",
          "volumes",
          "serviceAccountName",
          "imagePullSecrets",
          "enableServiceLinks",
          "automountServiceAccountToken",
          "containerConcurrency",
          "timeoutSeconds",
          "responseStartTimeoutSeconds",
          "idleTimeoutSeconds");

  private static final Map<String, Set<String>> SCALERS =
      Map.of(
          "prometheus",
          Set.of(
              "serverAddress",
              "query",
              "queryParameters",
              "threshold",
              "activationThreshold",
              "namespace",
              "customHeaders",
              "ignoreNullValues",
              "unsafeSsl",
              "authModes",
              "timeout"),
          "artemis-queue",
          Set.of(
              "managementEndpoint",
              "queueName",
              "brokerName",
              "brokerAddress",
              "queueLength",
              "activationQueueLength",
              "restApiTemplate",
              "corsHeader",
              "usernameFromEnv",
              "passwordFromEnv"));

  private final Resource it;
  private final Findings findings;

  private Webhooks(Resource it, Findings findings) {
    this.it = it;
    this.findings = findings;
  }

  static void check(Resource resource, Findings findings) {
    new Webhooks(resource, findings).check();
  }

  private void wrong(String path, String message) {
    findings.add(Layer.WEBHOOK, it, path, message);
  }

  private void check() {
    if (!NAME.matcher(it.name()).matches())
      wrong("metadata.name", "\"" + it.name() + "\": " + it.name() + " is no name");
    delivery(it.at("spec", "delivery"));
    filters(it.at("spec", "filters"), "spec.filters");
    switch (it.kind()) {
      case "Service" -> {
        if (it.isFunction()) function();
      }
      case "Trigger" -> {
        missing("broker");
        missing("subscriber");
        if (it.at("spec", "filter").isObject())
          wrong("spec.filter", "is the old way: write filters");
      }
      case "PingSource" -> {
        if (it.at("spec", "schedule").asText().trim().split("\\s+").length != 5)
          wrong("spec.schedule", "has not five fields");
        missing("sink");
        if (it.at("spec", "data").isTextual() && it.at("spec", "dataBase64").isTextual())
          wrong("spec", "either data or dataBase64");
      }
      case "EventType" -> missing("type");
      case "EventPolicy" -> eventPolicy();
      case "PodDisruptionBudget" -> {
        if (it.at("spec").has("minAvailable") == it.at("spec").has("maxUnavailable"))
          wrong("spec", "either minAvailable or maxUnavailable");
      }
      case "Job" -> {
        if (!Set.of("Never", "OnFailure").contains(it.pod().path("restartPolicy").asText()))
          wrong("spec.template.spec.restartPolicy", "is neither Never nor OnFailure");
      }
      case "Deployment" -> {
        var selector = Resource.strings(it.at("spec", "selector", "matchLabels"));
        if (selector.isEmpty() || !it.podLabels().entrySet().containsAll(selector.entrySet()))
          wrong("spec.selector", "does not select its own pods");
      }
      case "NetworkPolicy" -> {
        for (JsonNode port : it.tree().findValues("protocol"))
          if (!Set.of("TCP", "UDP", "SCTP").contains(port.asText()))
            wrong("spec", port.asText() + " is no protocol");
        for (JsonNode type : it.at("spec", "policyTypes"))
          if (!Set.of("Ingress", "Egress").contains(type.asText()))
            wrong("spec.policyTypes", type.asText() + " is no type");
      }
      case "Namespace" ->
          it.labels()
              .forEach((label, value) -> {
                if (label.startsWith("pod-security.kubernetes.io/")
                    && !Set.of("privileged", "baseline", "restricted").contains(value))
                  wrong("metadata.labels." + label, value + " is no level");
              });
      case "ScaledObject" -> scaledObject();
      default -> {
        // Its types say all there is to say.
      }
    }
    if (it.pod().isObject()) pod();
  }

  private void missing(String field) {
    JsonNode value = it.at("spec", field);
    if (value.isMissingNode() || value.isTextual() && value.asText().isEmpty())
      wrong("spec", "spec." + field + " is missing");
  }

  private void delivery(JsonNode delivery) {
    for (String field : List.of("timeout", "backoffDelay")) {
      if (delivery.has(field) && iso(delivery.path(field).asText()) == null)
        wrong("spec.delivery." + field, delivery.path(field).asText() + " is no ISO-8601 duration");
    }
    oneOf(delivery, "backoffPolicy", Set.of("linear", "exponential"));
    oneOf(delivery, "format", Set.of("json", "binary"));
    if (delivery.path("retry").asInt() < 0) wrong("spec.delivery.retry", "is below 0");
    if (delivery.has("retryAfterMax"))
      wrong("spec.delivery", "retryAfterMax is refused while its feature is off");
  }

  private void oneOf(JsonNode delivery, String field, Set<String> values) {
    if (delivery.has(field) && !values.contains(delivery.path(field).asText()))
      wrong(
          "spec.delivery." + field,
          delivery.path(field).asText() + ": " + field + " is one of " + new TreeSet<>(values));
  }

  static @Nullable Duration iso(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private void filters(JsonNode filters, String path) {
    int index = 0;
    for (JsonNode item : filters) filter(item, path + "[" + index++ + "]");
  }

  private void filter(JsonNode item, String path) {
    List<String> dialects = new ArrayList<>();
    item.fieldNames().forEachRemaining(dialects::add);
    if (dialects.size() != 1 || !DIALECTS.containsAll(dialects)) {
      wrong(path, "must have exactly one dialect, and has " + dialects);
      return;
    }
    String dialect = dialects.getFirst();
    JsonNode value = item.path(dialect);
    switch (dialect) {
      case "all", "any" -> filters(value, path + "." + dialect);
      case "not" -> filter(value, path + ".not");
      case "cesql" -> {
        if (value.asText().isBlank()) wrong(path, "has no expression");
      }
      default ->
          value
              .fieldNames()
              .forEachRemaining(attribute -> {
                if (!ATTRIBUTE.matcher(attribute).matches())
                  wrong(path + "." + dialect, attribute + " is no name of an attribute");
              });
    }
  }

  private void function() {
    String path = "spec.template.metadata.annotations";
    JsonNode annotations = it.at("spec", "template", "metadata", "annotations");
    annotations
        .fieldNames()
        .forEachRemaining(key -> {
          if (key.startsWith(AUTOSCALING) && !SCALING.contains(key.substring(AUTOSCALING.length())))
            wrong(path, key + " is no annotation of the autoscaler");
        });
    it.at("metadata", "annotations")
        .fieldNames()
        .forEachRemaining(key -> {
          if (key.startsWith(AUTOSCALING))
            wrong("metadata.annotations", key + " belongs on spec.template");
        });
    Predicate<String> number = text -> text.matches("\\d+");
    scaling(annotations, "min-scale", number, "a whole number");
    scaling(annotations, "max-scale", number, "a whole number");
    scaling(annotations, "target", text -> text.matches("\\d+(\\.\\d+)?"), "a number");
    scaling(annotations, "window", text -> between(text, 6, 3600), "between 6s and 1h");
    scaling(annotations, "scale-down-delay", text -> between(text, 0, 3600), "between 0s and 1h");
    int max = annotations.path(AUTOSCALING + "max-scale").asInt();
    if (max > 0 && annotations.path(AUTOSCALING + "min-scale").asInt() > max)
      wrong(path, "min-scale is above max-scale");
    int concurrency = it.pod().path("containerConcurrency").asInt();
    if (concurrency > 0 && annotations.path(AUTOSCALING + "target").asDouble() > concurrency)
      wrong(path, "target is above containerConcurrency, and would never be reached");
    it.pod()
        .fieldNames()
        .forEachRemaining(field -> {
          if (!POD.contains(field))
            wrong("spec.template.spec", field + " is not allowed in a Knative Service");
        });
    if (it.pod().path("containers").size() != 1)
      wrong("spec.template.spec.containers", "must be one");
  }

  private void scaling(JsonNode annotations, String name, Predicate<String> right, String what) {
    JsonNode value = annotations.path(AUTOSCALING + name);
    if (!value.isMissingNode() && !right.test(value.asText()))
      wrong(
          "spec.template.metadata.annotations." + AUTOSCALING + name,
          value.asText() + " is not " + what);
  }

  /// A Go duration, such as `6s` or `1m30s`.
  private static boolean between(String text, long least, long most) {
    Duration duration = iso("PT" + text);
    return duration != null && duration.toSeconds() >= least && duration.toSeconds() <= most;
  }

  private void eventPolicy() {
    int index = 0;
    for (JsonNode from : it.at("spec", "from")) {
      String path = "spec.from[" + index++ + "]";
      if (from.has("ref") == from.has("sub")) wrong(path, "either ref or sub");
      String subject = from.path("sub").asText();
      int star = subject.indexOf('*');
      if (star >= 0 && star < subject.length() - 1)
        wrong(path, subject + ": * stands only at the end");
    }
    index = 0;
    for (JsonNode to : it.at("spec", "to"))
      if (to.has("ref") == to.has("selector"))
        wrong("spec.to[" + index++ + "]", "either ref or selector");
  }

  private void scaledObject() {
    JsonNode target = it.at("spec", "scaleTargetRef");
    if (target.path("apiVersion").asText().contains("knative.dev"))
      wrong("spec.scaleTargetRef", "KEDA must not scale what Knative scales");
    int index = 0;
    for (JsonNode trigger : it.at("spec", "triggers")) {
      String path = "spec.triggers[" + index++ + "]";
      Set<String> keys = SCALERS.get(trigger.path("type").asText());
      if (keys == null) {
        wrong(path, trigger.path("type").asText() + " is no scaler that is used here");
        continue;
      }
      JsonNode metadata = trigger.path("metadata");
      metadata
          .fieldNames()
          .forEachRemaining(key -> {
            if (!keys.contains(key)) wrong(path + ".metadata", key + " is no key of this scaler");
          });
      String wakes =
          trigger.path("type").asText().equals("prometheus")
              ? "activationThreshold"
              : "activationQueueLength";
      if (!metadata.path(wakes).asText().equals("0"))
        wrong(path + ".metadata", wakes + " must be \"0\": else a few messages never wake it");
    }
  }

  /// What the namespace's level of security, `restricted`, asks of a pod, and a limit of memory.
  private void pod() {
    JsonNode pod = it.pod();
    for (String list : List.of("initContainers", "containers")) {
      int index = 0;
      for (JsonNode container : pod.path(list)) {
        String path = "spec.template.spec." + list + "[" + index++ + "]";
        JsonNode own = container.path("securityContext");
        JsonNode shared = pod.path("securityContext");
        if (!own.path("runAsNonRoot").asBoolean(shared.path("runAsNonRoot").asBoolean()))
          wrong(path, "runAsNonRoot must be true");
        if (own.path("allowPrivilegeEscalation").asBoolean(true))
          wrong(path, "allowPrivilegeEscalation must be false");
        if (!own.path("capabilities").path("drop").toString().contains("ALL"))
          wrong(path, "capabilities must drop ALL");
        if (own.path("seccompProfile").isMissingNode()
            && shared.path("seccompProfile").isMissingNode()) wrong(path, "has no seccompProfile");
        if (container.path("resources").path("limits").path("memory").isMissingNode())
          wrong(path, "has no limit of memory");
      }
    }
  }
}
