package dev.fairway.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A manifest, and where each part of it stands.
///
/// @param lines by path, such as `spec.filters[0].exact`; parts that a patch has put in have none
record Resource(Path file, ObjectNode tree, Map<String, Integer> lines) {

  static Resource made(Path file, String apiVersion, String kind, String name) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("apiVersion", apiVersion).put("kind", kind).putObject("metadata").put("name", name);
    return new Resource(file, tree, Map.of("", 1));
  }

  Resource copy() {
    return new Resource(file, tree.deepCopy(), lines);
  }

  String apiVersion() {
    return tree.path("apiVersion").asText();
  }

  String kind() {
    return tree.path("kind").asText();
  }

  String name() {
    return tree.path("metadata").path("name").asText();
  }

  String namespace() {
    return tree.path("metadata").path("namespace").asText("fairway");
  }

  String group() {
    int slash = apiVersion().indexOf('/');
    return slash < 0 ? "" : apiVersion().substring(0, slash);
  }

  String id() {
    return kind() + "/" + name();
  }

  boolean is(String apiVersion, String kind) {
    return apiVersion().equals(apiVersion) && kind().equals(kind);
  }

  boolean isFunction() {
    return is("serving.knative.dev/v1", "Service");
  }

  boolean isTrigger() {
    return kind().equals("Trigger");
  }

  JsonNode at(String... keys) {
    JsonNode node = tree;
    for (String key : keys) node = node.path(key);
    return node;
  }

  /// The pod of a Knative Service, a Deployment or a Job; missing in what has none.
  JsonNode pod() {
    return kind().equals("Service") && !isFunction()
        ? MissingNode.getInstance()
        : at("spec", "template", "spec");
  }

  /// Labels of its pods.
  Map<String, String> podLabels() {
    Map<String, String> labels = strings(at("spec", "template", "metadata", "labels"));
    if (isFunction()) labels.put("serving.knative.dev/service", name());
    return labels;
  }

  Map<String, String> labels() {
    return strings(at("metadata", "labels"));
  }

  static Map<String, String> strings(JsonNode object) {
    Map<String, String> strings = new TreeMap<>();
    object.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
    return strings;
  }

  /// Value of an environment variable that is written out; null if it is not.
  @Nullable String environment(String name) {
    for (JsonNode container : pod().path("containers"))
      for (JsonNode variable : container.path("env"))
        if (variable.path("name").asText().equals(name)) return variable.path("value").asText();
    return null;
  }

  /// `file:line` of this part, or of the nearest around it.
  String place(String path) {
    String at = path;
    while (true) {
      Integer line = lines.get(at);
      if (line != null) return file + ":" + line;
      if (at.isEmpty()) return file.toString();
      at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
    }
  }
}
