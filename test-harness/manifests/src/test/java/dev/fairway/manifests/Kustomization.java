package dev.fairway.manifests;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is used of a kustomization or a component, and understood by [Renderer]; other fields are
/// refused, since they would not be checked.
record Kustomization(
    String apiVersion,
    String kind,
    @Nullable String namespace,
    @Nullable String nameSuffix,
    @Nullable List<String> resources,
    @Nullable List<String> components,
    @Nullable List<String> configurations,
    @Nullable Options generatorOptions,
    @Nullable List<Generator> configMapGenerator,
    @Nullable List<Generator> secretGenerator,
    @Nullable List<Patch> patches) {

  record Options(boolean disableNameSuffixHash) {}

  record Generator(String name, @Nullable List<String> files, @Nullable List<String> literals) {}

  record Patch(Target target, String patch) {}

  record Target(
      @Nullable String group,
      @Nullable String kind,
      @Nullable String name,
      @Nullable String labelSelector) {}

  /// A file of `configurations`.
  record Configuration(List<NameReference> nameReference) {}

  record NameReference(String kind, @Nullable String group, List<FieldSpec> fieldSpecs) {}

  record FieldSpec(String kind, @Nullable String group, String path) {}

  static <T> List<T> each(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
