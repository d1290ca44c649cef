package dev.fairway.manifests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// All four layers, over all manifests and over what kustomize makes of them.
final class Check {
  private static final Path ROOM = Path.of("knative");
  private static final Path BASE = ROOM.resolve("base");
  private static final Path MIGRATION = ROOM.resolve("migration");
  private static final Path DEVELOPMENT = ROOM.resolve("overlays/development");
  private static final Path PRODUCTION = ROOM.resolve("overlays/production");
  private static final Path SECOND_ENGINE = ROOM.resolve("overlays/second-engine");
  private static final Path CLUSTER = PRODUCTION.resolve("cluster");

  /// Folders that people apply.
  static final List<Path> APPLIED =
      List.of(BASE, MIGRATION, DEVELOPMENT, PRODUCTION, SECOND_ENGINE, CLUSTER);

  private final Sources sources;
  private final Findings findings = new Findings();
  private final Renderer renderer;

  Check(Sources sources) {
    this.sources = sources;
    this.renderer = new Renderer(sources, findings);
  }

  static Set<Finding> findings(Sources sources) {
    Check check = new Check(sources);
    check.all();
    return check.findings.all();
  }

  /// Kinds that stand in files or are made of them.
  static Set<String> kinds(Sources sources) {
    Check check = new Check(sources);
    Set<String> kinds = new TreeSet<>();
    for (Path file : check.files())
      for (Resource resource : StrictYaml.read(file, sources.text(file), check.findings))
        if (resource.at("kind").isTextual()) kinds.add(resource.kind());
    for (Installation installation : check.installations())
      installation.resources().forEach(resource -> kinds.add(resource.kind()));
    return kinds;
  }

  private void all() {
    for (Path file : files()) {
      for (Resource resource : StrictYaml.read(file, sources.text(file), findings)) {
        // Settings of kustomize itself have no kind; the renderer reads them.
        if (resource.tree().has("nameReference")) continue;
        if (Types.known(resource, findings)) Types.check(resource, findings);
      }
    }
    if (!findings.none()) return;
    List<Installation> installations = installations();
    for (Path file : files())
      if (!renderer.named().contains(file))
        findings.add(Layer.ACROSS, file.toString(), file + " is named by no kustomization");
    for (Installation installation : installations)
      for (Resource resource : installation.resources()) {
        Types.check(resource, findings);
        Webhooks.check(resource, findings);
      }
    Code code = Code.read(sources);
    Given given = new Given(sources.text(Given.PAGE));
    for (Installation installation : installations) {
      new References(installation, given, findings).check();
      Flow flow = new Flow(installation, code, findings);
      flow.check();
      if (installation.name().equals("base")) flow.everyFunctionIsDeployed();
      Installed.check(installation, findings);
    }
    given.checkAllAsked(findings);
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>(sources.files(ROOM, ".yaml"));
    for (String folder : new String[] {"functions/postgres", "broker-config"})
      files.add(Path.of(folder, Renderer.FILE));
    return files;
  }

  private List<Installation> installations() {
    List<Installation> installations = new ArrayList<>();
    Map<String, List<Path>> applied = new LinkedHashMap<>();
    applied.put("base", List.of(MIGRATION, BASE));
    applied.put("development", List.of(DEVELOPMENT));
    applied.put("production", List.of(MIGRATION, PRODUCTION));
    applied.put("base and second engine", List.of(BASE, SECOND_ENGINE));
    applied.put("cluster", List.of(CLUSTER));
    applied.forEach((name, folders) -> {
      List<Resource> resources = new ArrayList<>();
      for (Path folder : folders) resources.addAll(renderer.render(folder));
      installations.add(
          new Installation(name, folders.getLast().resolve(Renderer.FILE), resources));
    });
    return installations;
  }
}
