package dev.fairway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The fourth layer, events and requests: who sends what to whom, who may, and whether there is
/// room.
final class Flow {
  private static final String PING = "dev.knative.sources.ping";
  private static final String POOL = "FAIRWAY_DATABASES_POOL";
  private static final String MAX = "autoscaling.knative.dev/max-scale";

  /// The control database and two lead databases, on one server: what broker-config/ and the
  /// development overlay have.
  private static final int DATABASES = 3;

  /// The migrator, an operator, what a server keeps for its superuser.
  private static final int OTHERS = 10;

  private final Installation all;
  private final Code code;
  private final Findings findings;

  Flow(Installation all, Code code, Findings findings) {
    this.all = all;
    this.code = code;
    this.findings = findings;
  }

  void check() {
    all.functions().forEach(this::function);
    triggers();
    all.of("EventType").forEach(type -> emitted(type, type.at("spec", "type").asText()));
    connections();
    networkPolicies();
    if (all.of("EventPolicy").findAny().isPresent()) eventPolicies();
    migrations();
  }

  private void wrong(Resource resource, String path, String message) {
    findings.add(Layer.ACROSS, resource, path, message);
  }

  private void wrong(String message) {
    findings.add(Layer.ACROSS, all.file().toString(), all.name() + ": " + message);
  }

  /// The module of an image of ours.
  private static String module(Resource function) {
    return image(function).replaceFirst("^fairway/", "").replaceFirst(":.*", "");
  }

  private static String image(Resource function) {
    return function.pod().path("containers").path(0).path("image").asText();
  }

  private void function(Resource function) {
    String path = "spec.template.spec.containers[0].image";
    String module = module(function);
    if (!code.functions().contains(module)) wrong(function, path, "no module functions/" + module);
    if (!image(function).endsWith(":" + code.version()))
      wrong(function, path, "the build makes " + code.version());
    boolean asks = function.pod().findValuesAsText("name").contains("FAIRWAY_JWT_CALLERS_ISSUER");
    boolean local =
        "cluster-local".equals(function.labels().get("networking.knative.dev/visibility"));
    if (!asks && !local)
      wrong(function, "metadata.labels", "must be cluster-local: it asks nobody who he is");
  }

  private void triggers() {
    Map<String, Resource> taken = new HashMap<>();
    all.of("Trigger")
        .forEach(trigger -> {
          Optional<Resource> function = subscriber(trigger);
          Set<String> types = types(trigger.at("spec"));
          for (String type : types) {
            emitted(trigger, type);
            if (all.of("EventType").noneMatch(it -> it.at("spec", "type").asText().equals(type)))
              wrong(trigger, "spec.filters", type + " has no EventType");
          }
          if (types.isEmpty()
              && function.map(Flow::module).filter(code.replying()::contains).isPresent())
            wrong(trigger, "spec", "takes every event, and would get its own replies");
          if (trigger.at("spec", "delivery", "deadLetterSink").isMissingNode())
            wrong(trigger, "spec.delivery", "has no dead-letter sink");
          function.ifPresent(it -> timeout(trigger, it));
          Resource other =
              taken.put(
                  trigger.at("spec", "broker").asText() + trigger.at("spec", "filters"), trigger);
          if (other != null)
            wrong(trigger, "spec.filters", "takes the same events as " + other.name());
        });
  }

  private Optional<Resource> subscriber(Resource trigger) {
    return all.function(trigger.at("spec", "subscriber", "ref", "name").asText());
  }

  private static Set<String> types(JsonNode spec) {
    return spec.path("filters").findValuesAsText("type").stream()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void emitted(Resource resource, String type) {
    boolean clock = type.equals(PING) && all.of("PingSource").findAny().isPresent();
    if (!clock && !code.emitted().contains(type)) wrong(resource, "spec", "nobody emits " + type);
  }

  private void timeout(Resource trigger, Resource function) {
    Duration given = Webhooks.iso(trigger.at("spec", "delivery", "timeout").asText());
    int request = function.pod().path("timeoutSeconds").asInt();
    if (given == null) wrong(trigger, "spec.delivery", "has no timeout");
    else if (given.toSeconds() > request)
      wrong(
          trigger,
          "spec.delivery.timeout",
          given + " is longer than timeoutSeconds of " + function.name() + ", " + request);
  }

  private void connections() {
    int most = 0;
    for (Resource function : all.functions().toList()) {
      String pool = function.environment(POOL);
      int max = function.at("spec", "template", "metadata", "annotations", MAX).asInt();
      if (pool == null || max == 0)
        wrong(function, "spec.template", "needs " + POOL + " and max-scale, to be added up");
      else most += max * Integer.parseInt(pool) * DATABASES;
    }
    if (most > code.roleConnections())
      wrong(
          "its functions may take %d connections, and fairway_app %d: max-scale x pool x %d databases"
              .formatted(most, code.roleConnections(), DATABASES));
    if (code.roleConnections() + OTHERS > code.serverConnections())
      wrong(
          "fairway_app may take %d of max_connections = %d, and others need %d"
              .formatted(code.roleConnections(), code.serverConnections(), OTHERS));
  }

  /// Every module that becomes an image is run by somebody; asked of the base only.
  void everyFunctionIsDeployed() {
    Set<String> deployed = all.functions().map(Flow::module).collect(Collectors.toSet());
    for (String function : code.functions())
      if (!deployed.contains(function))
        wrong("functions/" + function + " is deployed by no Service");
  }

  private void networkPolicies() {
    if (all.functions().findAny().isEmpty()) return;
    for (String direction : new String[] {"Ingress", "Egress"}) {
      boolean denied =
          all.of("NetworkPolicy")
              .anyMatch(policy ->
                  policy.at("spec", "podSelector").isEmpty()
                      && policy.at("spec", "policyTypes").toString().contains(direction)
                      && !policy.at("spec").has(direction.toLowerCase(java.util.Locale.ROOT)));
      if (!denied) wrong("no NetworkPolicy denies " + direction + " to every pod");
    }
  }

  private void eventPolicies() {
    boolean denied =
        all.of("EventPolicy")
            .anyMatch(it -> it.at("spec", "to").isEmpty() && it.at("spec", "from").isEmpty());
    if (!denied) wrong("no EventPolicy denies what no other allows");
    all.workloads()
        .forEach(workload -> {
          var names = workload.pod().findValuesAsText("name");
          if (names.contains("FAIRWAY_BROKER")) mayPost(workload, "engine");
          if (names.contains("FAIRWAY_MARKETING_BROKER")) mayPost(workload, "marketing");
        });
  }

  private void mayPost(Resource workload, String broker) {
    String account = workload.pod().path("serviceAccountName").asText();
    String subject = "system:serviceaccount:fairway:" + account;
    boolean may =
        all.of("EventPolicy")
            .filter(policy -> policy.at("spec", "to").findValuesAsText("name").contains(broker))
            .anyMatch(
                policy -> policy.at("spec", "from").findValuesAsText("sub").contains(subject));
    if (!may) wrong(workload, "", "no EventPolicy lets " + account + " post into " + broker);
    String audience = "eventing.knative.dev/broker/fairway/" + broker;
    if (!workload.pod().findValuesAsText("audience").contains(audience))
      wrong(workload, "", "shows no token made out to " + audience);
  }

  /// Each migration is in a ConfigMap, and each of such a ConfigMap is mounted by the Job.
  private void migrations() {
    Set<String> mounted = new TreeSet<>();
    all.of("Job").forEach(job -> mounted.addAll(job.pod().path("volumes").findValuesAsText("key")));
    if (mounted.isEmpty()) return;
    for (String migration : code.migrations())
      if (!mounted.contains(migration)) wrong(migration + " is not mounted by the Job");
  }
}
