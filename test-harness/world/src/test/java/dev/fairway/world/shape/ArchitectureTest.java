package dev.fairway.world.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.fairway.enqueue.mistaken.KnowsDispatch;
import dev.fairway.model.mistaken.ModelManager;
import dev.fairway.model.mistaken.ReadsFiles;
import dev.fairway.model.mistaken.TellsTime;
import dev.fairway.ports.mistaken.KnowsTheWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rooms' walls, checked on what was compiled.
class ArchitectureTest {
  private static final Repository REPOSITORY = Repository.here();
  private static final JavaClasses COMPILED = compiled();

  private static JavaClasses compiled() {
    return new ClassFileImporter()
        .importPaths(classFolders().filter(Files::isDirectory).toArray(Path[]::new));
  }

  private static Stream<Path> classFolders() {
    return REPOSITORY.modules().stream()
        .map(REPOSITORY.root()::resolve)
        .filter(m -> Files.isDirectory(m.resolve("src/main/java")))
        .map(m -> m.resolve("target/classes"));
  }

  /// @param name as JUnit shows it
  private record Wall(String name, ArchRule rule) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Wall> walls() {
    return Stream.concat(
        Stream.of(
            new Wall("the model is pure", Rules.the_model_is_pure()),
            new Wall("ports know the model only", Rules.ports_know_the_model_only()),
            new Wall("redis", Rules.an_adapter_knows_model_and_ports_only("redis")),
            new Wall("postgres", Rules.an_adapter_knows_model_and_ports_only("postgres")),
            new Wall("amqp", Rules.an_adapter_knows_model_and_ports_only("amqp")),
            new Wall("shared rooms", Rules.nothing_shared_knows_a_function()),
            new Wall("harness", Rules.the_engine_does_not_know_its_harness()),
            new Wall("clock", Rules.the_engine_reads_no_clock()),
            new Wall("names", Rules.names_are_words_of_the_domain()),
            new Wall("cycles", Rules.packages_form_no_cycle())),
        Rules.FUNCTIONS.stream()
            .map(f -> new Wall("function " + f, Rules.functions_never_know_one_another(f))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("walls")
  void the_walls_stand(Wall wall) {
    wall.rule().check(COMPILED);
  }

  @Test
  void every_family_has_its_wall() {
    assertThat(REPOSITORY.families())
        .isNotEmpty()
        .allSatisfy(family -> assertThat(Rules.FUNCTIONS).contains("action." + family));
  }

  @Test
  void every_module_has_been_compiled_before_it_is_judged() {
    assertThat(classFolders()).allSatisfy(folder -> assertThat(folder).isDirectory());
  }

  @Test
  void every_package_says_that_nothing_is_null() {
    List<String> silent =
        REPOSITORY.files(".java").stream()
            .filter(f -> f.toString().contains("/src/main/java/"))
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !marked(folder.resolve("package-info.java")))
            .map(Path::toString)
            .toList();
    assertThat(silent).isEmpty();
  }

  private static boolean marked(Path packageInfo) {
    return Files.exists(packageInfo) && Repository.text(packageInfo).contains("@NullMarked");
  }

  /// @param mistake a class that breaks the rule on purpose
  private record Breach(ArchRule rule, Class<?> mistake) {
    @Override
    public String toString() {
      return mistake.getSimpleName() + " breaks: " + rule.getDescription();
    }
  }

  static Stream<Breach> breaches() {
    return Stream.of(
        new Breach(Rules.the_model_is_pure(), ReadsFiles.class),
        new Breach(Rules.the_engine_reads_no_clock(), TellsTime.class),
        new Breach(Rules.names_are_words_of_the_domain(), ModelManager.class),
        new Breach(Rules.ports_know_the_model_only(), KnowsTheWorld.class),
        new Breach(Rules.the_engine_does_not_know_its_harness(), KnowsTheWorld.class),
        new Breach(Rules.functions_never_know_one_another("enqueue"), KnowsDispatch.class),
        new Breach(Rules.nothing_shared_knows_a_function(), ReadsFiles.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaches")
  void each_wall_stops_a_mistake(Breach breach) {
    JavaClasses mistaken =
        new ClassFileImporter()
            .importPackages(
                "dev.fairway.model.mistaken",
                "dev.fairway.ports.mistaken",
                "dev.fairway.enqueue.mistaken",
                "dev.fairway.dispatch.mistaken");

    assertThat(breach.rule().evaluate(mistaken).getFailureReport().getDetails())
        .anySatisfy(detail -> assertThat(detail).contains(breach.mistake().getSimpleName()));
  }

  @Test
  void a_cycle_is_found() {
    JavaClasses mistaken =
        new ClassFileImporter()
            .importPackages("dev.fairway.model.mistaken", "dev.fairway.enqueue.mistaken");

    assertThat(Rules.packages_form_no_cycle().evaluate(mistaken).hasViolation()).isTrue();
  }
}
