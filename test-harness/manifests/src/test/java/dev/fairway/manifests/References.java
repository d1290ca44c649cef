package dev.fairway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The fourth layer, names: whatever a manifest names is there, has the key, is selected by
/// somebody.
final class References {
  private static final String NAMESPACE = "fairway";

  /// What Knative brings along.
  private static final Set<String> KNATIVE =
      Set.of("knative-eventing/kafka-broker-config", "knative-eventing/config-br-default-channel");

  private static final String ACCOUNT = "system:serviceaccount:" + NAMESPACE + ":";

  /// How Knative calls the account by which a Trigger shows who delivers.
  private static final String OF_TRIGGER = "-oidc-eventing.knative.dev-trigger";

  private static final String FUNCTION = "serving.knative.dev/service";

  private final Installation all;
  private final Given given;
  private final Findings findings;

  References(Installation all, Given given, Findings findings) {
    this.all = all;
    this.given = given;
    this.findings = findings;
  }

  void check() {
    Set<String> seen = new HashSet<>();
    for (Resource resource : all.resources()) {
      if (!seen.add(resource.apiVersion() + resource.id() + resource.namespace()))
        wrong(resource, "", resource.id() + " is there twice");
      objects(resource, resource.tree().path("spec"), "spec");
      if (resource.pod().isObject()) pod(resource);
      switch (resource.kind()) {
        case "Trigger" ->
            named(
                resource,
                "spec.broker",
                "eventing.knative.dev/v1",
                "Broker",
                resource.at("spec", "broker"));
        case "EventPolicy" -> accounts(resource);
        case "PodDisruptionBudget" ->
            selects(resource, "spec.selector", resource.at("spec", "selector"));
        case "NetworkPolicy" ->
            selects(resource, "spec.podSelector", resource.at("spec", "podSelector"));
        case "Service" -> {
          if (!resource.isFunction()) servesSomebody(resource);
        }
        case "Secret" -> hosts(resource);
        default -> {
          // Names nobody in a way of its own.
        }
      }
    }
  }

  private void wrong(Resource resource, String path, String message) {
    findings.add(Layer.ACROSS, resource, path, message);
  }

  /// References by apiVersion, kind and name, and to keys, wherever they stand.
  private void objects(Resource resource, JsonNode node, String path) {
    if (node.has("apiVersion") && node.has("kind") && node.has("name"))
      reference(resource, node, path);
    if (path.endsWith("secretKeyRef"))
      key(resource, path, "Secret", node.path("name"), node, "key");
    if (path.endsWith("configMapKeyRef"))
      key(resource, path, "ConfigMap", node.path("name"), node, "key");
    if (path.endsWith(".configMap"))
      for (JsonNode item : node.path("items"))
        key(resource, path, "ConfigMap", node.path("name"), item, "key");
    if (path.endsWith(".secret"))
      for (JsonNode item : node.path("items"))
        key(resource, path, "Secret", node.path("secretName"), item, "key");
    if (path.endsWith(".persistentVolumeClaim"))
      named(resource, path, "v1", "PersistentVolumeClaim", node.path("claimName"));
    node.properties()
        .forEach(entry -> objects(resource, entry.getValue(), path + "." + entry.getKey()));
    int index = 0;
    if (node.isArray())
      for (JsonNode item : node) objects(resource, item, path + "[" + index++ + "]");
  }

  private void reference(Resource resource, JsonNode node, String path) {
    String namespace = node.path("namespace").asText(NAMESPACE);
    String name = node.path("name").asText();
    if (KNATIVE.contains(namespace + "/" + name)) return;
    named(
        resource,
        path,
        node.path("apiVersion").asText(),
        node.path("kind").asText(),
        node.path("name"));
  }

  private void named(Resource resource, String path, String version, String kind, JsonNode name) {
    if (all.find(version, kind, name.asText()).isEmpty())
      wrong(resource, path, "no " + version + " " + kind + " " + name.asText());
  }

  private void key(
      Resource resource, String path, String kind, JsonNode name, JsonNode holder, String field) {
    String key = holder.path(field).asText();
    boolean made =
        all.find("v1", kind, name.asText())
            .filter(it -> it.at("data").has(key) || it.at("stringData").has(key))
            .isPresent();
    boolean promised = given.has(kind, name.asText(), key);
    if (!made && !promised && !holder.path("optional").asBoolean())
      wrong(resource, path, kind + " " + name.asText() + " has no key " + key);
  }

  private void pod(Resource resource) {
    JsonNode pod = resource.pod();
    if (pod.has("serviceAccountName"))
      named(
          resource,
          "spec.template.spec.serviceAccountName",
          "v1",
          "ServiceAccount",
          pod.path("serviceAccountName"));
    else if (resource.isFunction())
      wrong(resource, "spec.template.spec", "has no account of its own");
    Set<String> volumes = new HashSet<>();
    for (JsonNode volume : pod.path("volumes")) volumes.add(volume.path("name").asText());
    for (JsonNode mounts : pod.findValues("volumeMounts"))
      for (JsonNode mount : mounts)
        if (!volumes.contains(mount.path("name").asText()))
          wrong(resource, "spec.template.spec", "no volume " + mount.path("name").asText());
  }

  private void accounts(Resource policy) {
    int index = 0;
    for (JsonNode from : policy.at("spec", "from")) {
      String path = "spec.from[" + index++ + "]";
      String subject = from.path("sub").asText();
      if (!subject.startsWith(ACCOUNT) || subject.endsWith("*")) continue;
      String name = subject.substring(ACCOUNT.length());
      if (name.endsWith(OF_TRIGGER)) {
        String trigger = name.substring(0, name.length() - OF_TRIGGER.length());
        if (all.find("eventing.knative.dev/v1", "Trigger", trigger).isEmpty())
          wrong(policy, path, "no eventing.knative.dev/v1 Trigger " + trigger);
      } else if (all.find("v1", "ServiceAccount", name).isEmpty()) {
        wrong(policy, path, "no v1 ServiceAccount " + name);
      }
    }
  }

  private void selects(Resource resource, String path, JsonNode selector) {
    for (JsonNode expression : selector.path("matchExpressions"))
      for (JsonNode value : expression.path("values"))
        if (expression.path("key").asText().equals(FUNCTION)
            && all.function(value.asText()).isEmpty())
          wrong(resource, path, "no Service " + value.asText());
    Map<String, String> labels = Resource.strings(selector.path("matchLabels"));
    if (!labels.isEmpty()) somebody(resource, path, labels);
  }

  private void servesSomebody(Resource service) {
    somebody(service, "spec.selector", Resource.strings(service.at("spec", "selector")));
  }

  private void somebody(Resource resource, String path, Map<String, String> labels) {
    if (all.workloads()
        .noneMatch(pods -> pods.podLabels().entrySet().containsAll(labels.entrySet())))
      wrong(resource, path, "selects no pod");
  }

  /// Stores beside the functions are named by their Services.
  private void hosts(Resource secret) {
    for (String text : Resource.strings(secret.at("stringData")).values())
      Code.matches("(?:@|://)([a-z0-9-]+):\\d+", text)
          .map(host -> host.group(1))
          .filter(host -> all.find("v1", "Service", host).isEmpty())
          .forEach(host -> wrong(secret, "", "no v1 Service " + host));
  }
}
