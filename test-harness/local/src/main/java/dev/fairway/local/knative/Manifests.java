package dev.fairway.local.knative;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Everything a folder of manifests declares. Reading is strict: a duplicate key, an unknown kind
/// or a reference to nothing is an error that names its file and path.
record Manifests(
    Map<String, FunctionService> services,
    Map<String, BrokerManifest> brokers,
    List<TriggerManifest> triggers,
    List<PingManifest> pings,
    Map<String, Map<String, String>> configMaps) {

  record BrokerManifest(String name, @Nullable Delivery delivery) {}

  record TriggerManifest(
      String name,
      String broker,
      EventFilter filter,
      Destination subscriber,
      @Nullable Delivery delivery) {}

  record PingManifest(
      String name,
      Cron schedule,
      Optional<String> contentType,
      byte[] data,
      Map<String, String> extensions,
      Destination sink) {}

  static Manifests read(Path folder) {
    Manifests manifests =
        new Manifests(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new LinkedHashMap<>());
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList())
        manifests.addFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the manifests in " + folder, e);
    }
    manifests.checkReferences();
    return manifests;
  }

  private void addFile(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    LoadSettings settings =
        LoadSettings.builder().setLabel(name).setAllowDuplicateKeys(false).build();
    int number = 0;
    try {
      for (Object document : new Load(settings).loadAllFromString(Files.readString(file))) {
        number++;
        if (document != null) add(new Node(name + "#" + number, document));
      }
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private void add(Node document) {
    String kind = document.at("apiVersion").text() + " " + document.at("kind").text();
    switch (kind) {
      case "serving.knative.dev/v1 Service" -> {
        FunctionService service = FunctionService.read(document);
        if (services.put(service.name(), service) != null) throw document.wrong("is there twice");
      }
      case "eventing.knative.dev/v1 Broker" -> {
        BrokerManifest broker =
            new BrokerManifest(name(document), Delivery.read(document.at("spec").at("delivery")));
        if (brokers.put(broker.name(), broker) != null) throw document.wrong("is there twice");
      }
      case "eventing.knative.dev/v1 Trigger" -> addTrigger(document);
      case "sources.knative.dev/v1 PingSource" -> addPing(document);
      case "v1 ConfigMap" -> {
        Map<String, String> values = new LinkedHashMap<>();
        document.at("data").entries().forEach((key, value) -> values.put(key, value.text()));
        configMaps.put(name(document), values);
      }
      case "eventing.knative.dev/v1beta2 EventType",
          "kustomize.config.k8s.io/v1beta1 Kustomization" -> {
        // Says what there is; nothing to run.
      }
      case "v1 Namespace",
          "v1 ServiceAccount",
          "networking.k8s.io/v1 NetworkPolicy",
          "policy/v1 PodDisruptionBudget" -> {
        // Says what a cluster must forbid; one developer's machine has no nodes and no strangers.
      }
      default -> throw document.wrong("is a " + kind + ", which the local run does not know");
    }
  }

  private static String name(Node document) {
    return document.at("metadata").at("name").text();
  }

  private void addTrigger(Node document) {
    String name = name(document);
    if (triggers.stream().anyMatch(trigger -> trigger.name().equals(name)))
      throw document.wrong("is there twice");
    Node spec = document.at("spec");
    triggers.add(
        new TriggerManifest(
            name,
            spec.at("broker").text(),
            EventFilter.read(spec),
            Destination.read(spec.at("subscriber")),
            Delivery.read(spec.at("delivery"))));
  }

  private void addPing(Node document) {
    Node spec = document.at("spec");
    Map<String, String> extensions = new LinkedHashMap<>();
    spec.at("ceOverrides")
        .at("extensions")
        .entries()
        .forEach((key, value) -> extensions.put(key, value.text()));
    byte[] data =
        spec.at("dataBase64")
            .optionalText()
            .map(text -> Base64.getDecoder().decode(text))
            .orElseGet(
                () -> spec.at("data").optionalText().orElse("").getBytes(StandardCharsets.UTF_8));
    pings.add(
        new PingManifest(
            name(document),
            Cron.read(spec.at("schedule")),
            spec.at("contentType").optionalText(),
            data,
            extensions,
            Destination.read(spec.at("sink"))));
  }

  private void checkReferences() {
    for (BrokerManifest broker : brokers.values())
      check("Broker " + broker.name(), Delivery.inForce(null, broker.delivery()).deadLetterSink());
    for (TriggerManifest trigger : triggers) {
      String what = "Trigger " + trigger.name();
      if (!brokers.containsKey(trigger.broker()))
        throw new IllegalArgumentException(what + ": no Broker named " + trigger.broker());
      check(what, Optional.of(trigger.subscriber()));
      check(what, Delivery.inForce(trigger.delivery(), null).deadLetterSink());
    }
    for (PingManifest ping : pings) check("PingSource " + ping.name(), Optional.of(ping.sink()));
  }

  private void check(String what, Optional<Destination> destination) {
    if (destination.isEmpty()) return;
    switch (destination.get()) {
      case Destination.OfService(String service, String path) -> {
        if (!services.containsKey(service))
          throw new IllegalArgumentException(what + ": no Service named " + service + path);
      }
      case Destination.OfBroker(String broker) -> {
        if (!brokers.containsKey(broker))
          throw new IllegalArgumentException(what + ": no Broker named " + broker);
      }
      case Destination.OfUri uri -> {
        // Outside of what is declared here.
      }
    }
  }
}
