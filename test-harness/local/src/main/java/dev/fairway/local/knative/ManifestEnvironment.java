package dev.fairway.local.knative;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Resolves a container's environment. Secrets and ConfigMaps given by the launcher win over the
/// ConfigMaps of the manifests, in which the cluster's address of a Broker becomes the local one.
final class ManifestEnvironment implements Launcher.Environment {
  private final Map<String, Map<String, String>> given;
  private final Map<String, Map<String, String>> configMaps;
  private final Map<String, Map<String, String>> extra;
  private final Supplier<URI> gateway;

  ManifestEnvironment(
      Map<String, Map<String, String>> given,
      Map<String, Map<String, String>> configMaps,
      Map<String, Map<String, String>> extra,
      Supplier<URI> gateway) {
    this.given = given;
    this.configMaps = configMaps;
    this.extra = extra;
    this.gateway = gateway;
  }

  @Override
  public Map<String, String> of(FunctionService service) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (FunctionService.Variable variable : service.environment()) {
      switch (variable) {
        case FunctionService.Variable.Literal literal ->
            environment.put(literal.name(), literal.value());
        case FunctionService.Variable.From from -> {
          Optional<String> value = value(from.source(), from.key());
          if (value.isEmpty() && !from.optional())
            throw new IllegalStateException(
                "%s: %s needs %s/%s, which is not given"
                    .formatted(service.name(), from.name(), from.source(), from.key()));
          value.ifPresent(text -> environment.put(from.name(), text));
        }
      }
    }
    environment.putAll(extra.getOrDefault("*", Map.of()));
    environment.putAll(extra.getOrDefault(service.name(), Map.of()));
    return environment;
  }

  private Optional<String> value(String source, String key) {
    String value = given.getOrDefault(source, Map.of()).get(key);
    if (value != null) return Optional.of(value);
    return Optional.ofNullable(configMaps.getOrDefault(source, Map.of()).get(key)).map(this::local);
  }

  private String local(String value) {
    if (!value.matches("http://[a-z-]*broker-ingress\\.knative-eventing\\.svc[^/]*/[^/]+/[^/]+"))
      return value;
    return gateway.get() + "/broker" + value.substring(value.lastIndexOf('/'));
  }
}
