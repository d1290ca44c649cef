package dev.fairway.manifests;

import static dev.fairway.manifests.Kustomization.each;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Does what kustomize does with the part of it that is used here: resources, components,
/// generators, JSON patches, `$patch: delete`, nameSuffix with name references. What would make
/// kustomize fail is found; what it would silently do nothing with, too.
final class Renderer {
  static final String FILE = "kustomization.yaml";

  private final Sources sources;
  private final Findings findings;
  private final Set<Path> named = new HashSet<>();

  Renderer(Sources sources, Findings findings) {
    this.sources = sources;
    this.findings = findings;
  }

  /// Every file that some kustomization names, itself included.
  Set<Path> named() {
    return named;
  }

  List<Resource> render(Path folder) {
    List<Resource> resources = new ArrayList<>();
    addTo(resources, folder);
    return resources;
  }

  private void addTo(List<Resource> resources, Path folder) {
    Path file = folder.resolve(FILE);
    named.add(file);
    for (Resource document : StrictYaml.read(file, sources.text(file), findings)) {
      Kustomization read = Types.read(document, Kustomization.class, findings);
      if (read != null) build(resources, folder, document, read);
    }
  }

  private void build(List<Resource> resources, Path folder, Resource document, Kustomization its) {
    for (String name : each(its.resources())) add(resources, folder, name, document);
    generate(resources, folder, document, its);
    for (String name : each(its.components())) {
      Path component = folder.resolve(name).normalize();
      if (sources.isFile(component.resolve(FILE))) addTo(resources, component);
      else missing(document, "components", component);
    }
    int number = 0;
    for (Kustomization.Patch patch : each(its.patches()))
      patch(resources, document, "patches[" + number++ + "]", patch);
    if (its.nameSuffix() != null) rename(resources, its.nameSuffix(), folder, document);
    // What a component says of names is used by whoever includes it.
    for (String name : each(its.configurations())) named.add(folder.resolve(name).normalize());
  }

  private void add(List<Resource> resources, Path folder, String name, Resource document) {
    Path path = folder.resolve(name).normalize();
    if (sources.isFile(path.resolve(FILE))) {
      addTo(resources, path);
    } else if (sources.isFile(path) && path.startsWith(folder)) {
      named.add(path);
      resources.addAll(StrictYaml.read(path, sources.text(path), findings));
    } else {
      missing(document, "resources", path);
    }
  }

  private void missing(Resource document, String path, Path file) {
    findings.add(
        Layer.ACROSS, document, path, file + " is not there, or outside of what kustomize reads");
  }

  private void generate(
      List<Resource> resources, Path folder, Resource document, Kustomization its) {
    boolean plain =
        its.generatorOptions() != null && its.generatorOptions().disableNameSuffixHash();
    var maps = each(its.configMapGenerator());
    var secrets = each(its.secretGenerator());
    if (!plain && !(maps.isEmpty() && secrets.isEmpty()))
      findings.add(
          Layer.ACROSS, document, "", "its names need disableNameSuffixHash: Services name them");
    for (var generator : maps)
      resources.add(generated(folder, document, "ConfigMap", "data", generator));
    for (var generator : secrets)
      resources.add(generated(folder, document, "Secret", "stringData", generator));
  }

  private Resource generated(
      Path folder,
      Resource document,
      String kind,
      String field,
      Kustomization.Generator generator) {
    Resource made = Resource.made(document.file(), "v1", kind, generator.name());
    ObjectNode data = made.tree().putObject(field);
    for (String name : each(generator.files())) {
      Path file = folder.resolve(name).normalize();
      if (sources.isFile(file) && file.startsWith(folder))
        data.put(String.valueOf(file.getFileName()), sources.text(file));
      else missing(document, field, file);
    }
    for (String literal : each(generator.literals())) {
      int equals = literal.indexOf('=');
      data.put(literal.substring(0, equals), literal.substring(equals + 1));
    }
    return made;
  }

  private void patch(
      List<Resource> resources, Resource document, String path, Kustomization.Patch patch) {
    List<Resource> targets =
        resources.stream().filter(resource -> selects(patch.target(), resource)).toList();
    if (targets.isEmpty()) findings.add(Layer.ACROSS, document, path, "selects nothing");
    for (StrictYaml.Tree tree : StrictYaml.trees(document.file(), patch.patch(), findings)) {
      if (tree.node().isArray()) {
        for (Resource target : targets)
          JsonPatch.apply(tree.node(), target.tree())
              .ifPresent(
                  wrong -> findings.add(Layer.ACROSS, document, path, target.id() + ": " + wrong));
      } else if (tree.node().path("$patch").asText().equals("delete")) {
        resources.removeAll(targets);
      } else {
        findings.add(
            Layer.ACROSS, document, path, "must be a JSON patch: others replace whole lists");
      }
    }
  }

  private static boolean selects(Kustomization.Target target, Resource resource) {
    return (target.group() == null || target.group().equals(resource.group()))
        && (target.kind() == null || target.kind().equals(resource.kind()))
        && (target.name() == null || Pattern.matches(target.name(), resource.name()))
        && (target.labelSelector() == null
            || Stream.of(target.labelSelector().split(","))
                .allMatch(term -> labelled(term, resource.labels())));
  }

  private static boolean labelled(String term, Map<String, String> labels) {
    String[] unequal = term.split("!=", 2);
    if (unequal.length == 2) return !unequal[1].equals(labels.get(unequal[0]));
    String[] equal = term.split("=", 2);
    return equal[1].equals(labels.get(equal[0]));
  }

  private void rename(List<Resource> resources, String suffix, Path folder, Resource document) {
    Map<String, String> renamed = new TreeMap<>();
    for (Resource resource : resources) {
      String name = resource.name();
      renamed.put(resource.group() + "/" + resource.kind() + "/" + name, name + suffix);
      ((ObjectNode) resource.at("metadata")).put("name", name + suffix);
    }
    for (Path file : configurations(folder, document)) {
      for (Resource read : StrictYaml.read(file, sources.text(file), findings)) {
        var configuration = Types.read(read, Kustomization.Configuration.class, findings);
        if (configuration == null) continue;
        for (var reference : configuration.nameReference())
          for (var field : reference.fieldSpecs())
            for (Resource resource : resources) follow(resource, reference, field, renamed);
      }
    }
  }

  /// Its own, and those of its components.
  private List<Path> configurations(Path folder, Resource document) {
    List<Path> files = new ArrayList<>();
    for (JsonNode name : document.at("configurations"))
      files.add(folder.resolve(name.asText()).normalize());
    for (JsonNode name : document.at("components")) {
      Path component = folder.resolve(name.asText()).normalize();
      if (!sources.isFile(component.resolve(FILE))) continue;
      for (Resource read :
          StrictYaml.read(
              component.resolve(FILE), sources.text(component.resolve(FILE)), new Findings()))
        files.addAll(configurations(component, read));
    }
    return files;
  }

  private static void follow(
      Resource resource,
      Kustomization.NameReference to,
      Kustomization.FieldSpec field,
      Map<String, String> renamed) {
    if (!resource.kind().equals(field.kind())) return;
    String[] keys = field.path().split("/");
    JsonNode holder = resource.tree();
    for (int i = 0; i < keys.length - 1; i++) holder = holder.path(keys[i]);
    String last = keys[keys.length - 1];
    String group = to.group() == null ? "" : to.group();
    String name = renamed.get(group + "/" + to.kind() + "/" + holder.path(last).asText());
    if (name != null) ((ObjectNode) holder).put(last, name);
  }
}
