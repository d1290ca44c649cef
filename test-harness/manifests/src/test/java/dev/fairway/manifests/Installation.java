package dev.fairway.manifests;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is on a cluster once somebody has applied a folder, or one after the other.
///
/// @param file its kustomization, where findings are said to be that are of no manifest
record Installation(String name, Path file, List<Resource> resources) {

  Stream<Resource> of(String kind) {
    return resources.stream().filter(resource -> resource.kind().equals(kind));
  }

  Stream<Resource> functions() {
    return resources.stream().filter(Resource::isFunction);
  }

  Optional<Resource> find(String apiVersion, String kind, String name) {
    return resources.stream()
        .filter(resource -> resource.is(apiVersion, kind) && resource.name().equals(name))
        .findFirst();
  }

  Optional<Resource> function(String name) {
    return find("serving.knative.dev/v1", "Service", name);
  }

  /// Those that run pods.
  Stream<Resource> workloads() {
    return resources.stream().filter(resource -> resource.pod().isObject());
  }
}
